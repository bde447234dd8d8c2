// "Something is wrong here": the form on a place's page, and what is answered to it.
#pragma once

#include <optional>

#include "services/html/html.hpp"
#include "services/pages/parts.hpp"

namespace jintu::pages {

/// Folded up; it works without a script, by POST /faults.
Html fault_form(const Place& place, const Look& look);

/// `refused`: why it was not taken; nothing: it was.
std::string fault_answer(const Place& place, const std::optional<html::Bilingual>& refused,
                         const Look& look, const Surroundings& around);

}  // namespace jintu::pages
