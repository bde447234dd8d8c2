// Long computations beside answers that people wait for.
#pragma once

namespace jintu {

/// From now on the calling thread, and those that it starts, take a processor only when nobody
/// else wants it much (nice 10 on Linux; elsewhere nothing changes). Cannot be taken back.
void work_in_background() noexcept;

}  // namespace jintu
