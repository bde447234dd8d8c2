// A program without its whole-number rules, solved again and again under changed bounds, by CLP's
// dual simplex. Only multipliers and branching come from here, so CLP's tolerances cannot make a
// proof wrong. Internal to geo/siting.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "geo/siting/mip/mip.hpp"

namespace jintu::siting {

class Relaxation {
 public:
  explicit Relaxation(const MipProgram& program);
  ~Relaxation();
  Relaxation(const Relaxation&) = delete;
  Relaxation& operator=(const Relaxation&) = delete;

  void set_bounds(int column, double lower, double upper);
  /// The rows of a program, whose columns are these. Each row alone would copy all the others.
  void add_rows(const MipProgram& rows);

  enum class End { optimal, infeasible, stopped };
  /// From the last basis. `pivots`: the most; what was used is taken off.
  End solve(std::int64_t& pivots, const std::function<bool()>& stop);

  std::vector<double> x() const;
  std::vector<double> duals() const;  ///< of each row: what one more of its limit costs
  /// After `infeasible`: of each row; with one of the two signs Σ ray × row shows it. Empty: CLP
  /// has none.
  std::vector<double> ray() const;
  int rows() const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

}  // namespace jintu::siting
