#include "services/http/api/review/person.hpp"

namespace jintu::http {

review::Person person_of(const auth::Principal& principal) {
  review::Person person;
  person.name = principal.name;
  person.reviews = principal.may(auth::Right::approve);
  person.sees_all = principal.may(auth::Right::approve) ||
                    principal.after_second_factor.has(auth::Right::approve);
  person.reach = [&principal](std::string_view collection, std::string_view id) {
    if (may_draft(principal, collection, id)) return review::Reach::own;
    const bool carrier = collection.substr(0, collection.find('.')) == "carriers";
    return carrier && principal.may(auth::Right::draft) ? review::Reach::with_consent
                                                        : review::Reach::none;
  };
  return person;
}

}  // namespace jintu::http
