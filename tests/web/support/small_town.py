"""A made-up town in the middle of Tianjin as OSM XML, on standard output: for browser tests where there is no real extract.

A grid of streets 300 m apart; in each block two apartment houses of different size; metro entrances, shops, post
offices, restaurants and bars at the corners. Nothing of it is real.
"""
ROWS, COLUMNS = 9, 12
WEST, SOUTH = 117.165, 39.095
LON, LAT = 0.00347, 0.0027  # 300 m

nodes, ways = [], []


def node(lon, lat, **tags):
    nodes.append((len(nodes) + 1, lon, lat, tags))
    return len(nodes)


def way(refs, **tags):
    ways.append((len(ways) + 1, refs, tags))


def house(lon, lat, width, height, floors):
    corners = [node(lon, lat), node(lon + width, lat), node(lon + width, lat + height), node(lon, lat + height)]
    way(corners + corners[:1], building="apartments", **{"building:levels": floors})


def tags_of(tags):
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


corner = [[node(WEST + c * LON, SOUTH + r * LAT) for c in range(COLUMNS + 1)] for r in range(ROWS + 1)]
for r in range(ROWS + 1):
    way(corner[r], highway="residential", name=f"示例{r + 1}路")
for c in range(COLUMNS + 1):
    way([corner[r][c] for r in range(ROWS + 1)], highway="residential", name=f"示例{c + 1}街")
for r in range(ROWS):
    for c in range(COLUMNS):
        lon, lat = WEST + c * LON, SOUTH + r * LAT
        house(lon + 0.0006, lat + 0.0006, 0.0008, 0.0004, 3 + (7 * r + 5 * c) % 16)
        house(lon + 0.0019, lat + 0.0015, 0.0009, 0.0005, 2 + (3 * r + 11 * c) % 9)
        kind = (r * COLUMNS + c) % 5
        if kind == 0:
            node(lon + 0.0002, lat + 0.0002, railway="subway_entrance", name=f"示例 {r * COLUMNS + c + 1} 号口")
        elif kind == 1:
            node(lon + 0.0031, lat + 0.0002, shop="convenience", name=f"示例便利店 {r * COLUMNS + c + 1}")
        elif kind == 2:
            node(lon + 0.0002, lat + 0.0024, amenity="post_office", name=f"示例邮局 {r * COLUMNS + c + 1}")
        elif kind == 3:
            node(lon + 0.0031, lat + 0.0024, amenity="restaurant", name=f"示例饭店 {r * COLUMNS + c + 1}", opening_hours="11:00-22:30")
        else:
            node(lon + 0.0017, lat + 0.0002, amenity="bar", name=f"示例酒吧 {r * COLUMNS + c + 1}", opening_hours="18:00-02:00")
print('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="small_town">')
for number, lon, lat, tags in nodes:
    print(f'<node id="{number}" version="1" lon="{lon:.7f}" lat="{lat:.7f}">{tags_of(tags)}</node>')
for number, refs, tags in ways:
    print(f'<way id="{number}" version="1">{"".join(f"<nd ref=" + chr(34) + str(ref) + chr(34) + "/>" for ref in refs)}{tags_of(tags)}</way>')
print("</osm>")
