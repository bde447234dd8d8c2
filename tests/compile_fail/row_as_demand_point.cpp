#include "geo/siting/lagrange/bound.hpp"
using namespace jintu::siting;
double weight_of(const Model& model, DemandIndex home) {
#ifdef MISUSE
  return model.weight[home];
#else
  return model.weight[model.row_of[home]];
#endif
}
