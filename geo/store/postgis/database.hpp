// A database made ready for a store: its tables, their version, and which history it holds.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "geo/postgres/connection.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::postgis {

/// In the order in which they are run; the first is number 1.
std::span<const std::string_view> migrations();

/// Brings the tables of the connection's schema up to what this program knows; `create` makes them
/// where there are none. One transaction: all of it or nothing, and one process at a time. Throws
/// Error{not_found} when there is no store, Error{bad_input} when it is newer than this program or
/// PostGIS is not there and may not be installed, Error{unavailable} when it is older and may only
/// be read.
void make_ready(postgres::Connection& connection, OpenMode mode);

/// Two stores in one database have different ones. For locks and notifications.
std::int64_t store_number(postgres::Connection& connection);

/// Takes the place of the one writer until the transaction ends. Throws Error{unavailable} after
/// `wait`, which goes for every lock that the transaction needs.
void take_writers_place(postgres::Connection& connection, std::int64_t store_number,
                        std::chrono::milliseconds wait);

/// Gives the store an epoch where it has none, or is not in the cluster, database and timeline in
/// which it got the last one: it was restored from a dump or a backup, or a standby was promoted.
/// Does nothing on a standby.
void settle_epoch(postgres::Connection& connection, std::int64_t store_number,
                  std::chrono::milliseconds wait);

}  // namespace jintu::postgis
