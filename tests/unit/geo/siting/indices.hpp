// Sites and demand points by their numbers, as tests write them: 0_site, 2_home.
#pragma once

#include "geo/siting/question/distances.hpp"

namespace siting_test {

constexpr jintu::siting::CandidateIndex operator""_site(unsigned long long number) {
  return jintu::siting::CandidateIndex{number};
}
constexpr jintu::siting::DemandIndex operator""_home(unsigned long long number) {
  return jintu::siting::DemandIndex{number};
}

}  // namespace siting_test
