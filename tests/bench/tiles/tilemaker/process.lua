-- data/osm_rules (rules.json and tiles.json) in the words of tilemaker 2.2: same layers, classes,
-- attributes and zooms. ./bench tiles (P6) shows how near the two come at z 14.
local function set(list)
  local found = {}
  for word in list:gmatch("%S+") do found[word] = true end
  return found
end
local function map(list)
  local found = {}
  for from, to in list:gmatch("(%S+)=(%S+)") do found[from] = tonumber(to) or to end
  return found
end

local water_kind = map [[lake=lake pond=pond basin=basin river=river canal=canal stream=stream ditch=ditch drain=drain reservoir=basin lagoon=lake oxbow=lake
  wastewater=basin reflecting_pool=pond fishpond=pond stream_pool=pond harbour=dock lock=canal moat=ditch rapids=river]]
local water_landuse = map [[basin=basin reservoir=basin salt_pond=pond pond=pond aquaculture=pond]]
local waterways = set "river canal stream ditch drain"
local water_zoom = map "ocean=0 lake=4 river=6 basin=8 canal=9 dock=10 pond=11 stream=12 ditch=13 drain=13 swimming_pool=14"

local education = set "university college school kindergarten research_institute"
local park_leisure = set "park garden playground dog_park nature_reserve golf_course common miniature_golf recreation_ground"
local park_landuse = set "recreation_ground village_green allotments"
local military_kind = set "barracks base naval_base airfield danger_area"
local landuse_natural = map [[wetland=wetland mud=wetland sand=sand beach=sand shingle=sand shoal=sand wood=forest grassland=grass scrub=grass heath=grass fell=grass]]
local landuse_class = map [[residential=residential commercial=commercial industrial=industrial retail=retail forest=forest grass=grass farmland=farmland railway=railway
  construction=construction meadow=grass greenfield=grass flowerbed=grass farmyard=farmland farm=farmland orchard=farmland vineyard=farmland plant_nursery=farmland
  greenhouse_horticulture=farmland brownfield=construction landfill=industrial quarry=industrial port=industrial depot=industrial garages=residential]]
local landuse_zoom = map [[residential=8 forest=8 farmland=8 industrial=8 wetland=8 park=9 grass=10 commercial=10 retail=10 military=10 sand=10 construction=11
  education=10 hospital=11 cemetery=11 railway=11 pitch=12]]
local landuse_order = map [[residential=0 commercial=1 retail=1 industrial=1 military=1 railway=1 construction=2 farmland=2 forest=3 grass=4 wetland=4 sand=4
  education=5 hospital=5 cemetery=5 park=6 pitch=7]]

local no_building = set "no entrance demolished razed proposed"

local ramps = map "motorway_link=motorway trunk_link=trunk primary_link=primary secondary_link=secondary tertiary_link=tertiary"
local road_class = map [[motorway=motorway trunk=trunk primary=primary secondary=secondary tertiary=tertiary service=service track=track pedestrian=pedestrian path=path
  steps=steps unclassified=minor residential=minor living_street=minor road=minor busway=service footway=path cycleway=path bridleway=path corridor=path]]
local road_zoom = map [[motorway=5 trunk=6 primary=8 secondary=9 tertiary=11 minor=12 service=13 track=13 pedestrian=13 path=14 steps=14]]
local road_order = map [[motorway=9 trunk=8 primary=7 secondary=6 tertiary=5 minor=4 pedestrian=3 service=2 track=1 path=0 steps=0]]
local one_way = set "yes 1 true -1 reverse"

local rail_class = map "rail=rail preserved=rail light_rail=light_rail monorail=light_rail tram=tram narrow_gauge=narrow funicular=narrow"
local rail_zoom = map "rail=8 light_rail=10 tram=12 narrow=13"

local boundary_zoom = map "2=0 3=4 4=3 5=6 6=7 7=9 8=10"

local place_zoom = map [[city=3 town=7 suburb=9 island=9 quarter=11 village=10 neighbourhood=12 hamlet=12 isolated_dwelling=13 locality=13 borough=12 islet=12]]
local place_rank = map [[city=1 town=3 borough=3 suburb=4 island=5 village=6 quarter=7 neighbourhood=8 hamlet=9 islet=10 isolated_dwelling=10 locality=11]]
local place_area = set "island islet village neighbourhood quarter"

local poi_tourism = map [[hotel=hotel hostel=hotel motel=hotel guest_house=hotel museum=museum gallery=museum attraction=attraction theme_park=attraction zoo=attraction
  aquarium=attraction viewpoint=attraction]]
local poi_amenity = map [[school=school kindergarten=kindergarten university=university college=university hospital=hospital clinic=clinic doctors=clinic
  pharmacy=pharmacy marketplace=market restaurant=restaurant food_court=restaurant fast_food=fast_food bar=bar pub=bar nightclub=bar biergarten=bar cafe=cafe
  parking=parking bus_station=bus_station ferry_terminal=ferry fuel=fuel charging_station=charging bank=bank post_office=post_office post_depot=post_office
  police=police fire_station=fire_station townhall=townhall courthouse=townhall library=library theatre=theatre cinema=cinema arts_centre=theatre
  place_of_worship=worship toilets=toilets embassy=embassy community_centre=community_centre events_venue=events_venue conference_centre=events_venue
  exhibition_centre=events_venue]]
local poi_shop = map "mall=mall department_store=mall supermarket=supermarket convenience=convenience wholesale=market outpost=parcel"
local poi_leisure = map [[stadium=stadium sports_centre=sports fitness_centre=sports water_park=attraction park=park marina=marina amusement_arcade=arcade]]
local poi_historic = set "memorial monument castle temple city_gate archaeological_site building"
local poi_zoom = map "railway_station=11 university=13 hospital=13 museum=13 theatre=13 mall=13 attraction=13 library=13"
local vending = set "parcel_pickup parcel_mail_in parcel_pickup;parcel_mail_in parcel_mail_in;parcel_pickup"

local function name_of(o)
  local name = o:Find("name:zh-Hans")
  if name == "" then name = o:Find("name:zh") end
  if name == "" then name = o:Find("name") end
  return name
end
local function text(o, key, value, zoom)
  if value ~= "" then o:Attribute(key, value, zoom or 0) end
end
local function names(o, zoom)
  text(o, "name", name_of(o), zoom)
  text(o, "name_en", o:Find("name:en"), zoom)
end
local function flag(o, key, zoom)
  local value = o:Find(key)
  if value ~= "" and value ~= "no" and value ~= "false" and value ~= "0" then o:AttributeBoolean(key, true, zoom or 0) end
end
local function metres(value)
  local number = value:match("^%s*%+?([%d%.]+)%s*$") or value:match("^%s*%+?([%d%.]+)%s*m$") or value:match("^([%d%.]+)%s*met[er][re]s$")
  number = tonumber(number)
  if number and number >= 0 and number <= 1000 then return number end
end

local function poi_class(o)
  local amenity = o:Find("amenity")
  local class = poi_tourism[o:Find("tourism")]
  if class then return class end
  if amenity == "parking" then
    local access = o:Find("access")
    if access == "private" or access == "no" then return nil end
  end
  class = poi_amenity[amenity]
  if class then return class end
  local shop = o:Find("shop")
  if poi_shop[shop] then return poi_shop[shop] end
  local named = o:Find("name") ~= ""
  if named and shop ~= "" and shop ~= "no" and shop ~= "vacant" then return "shop" end
  if named and poi_leisure[o:Find("leisure")] then return poi_leisure[o:Find("leisure")] end
  if named and poi_historic[o:Find("historic")] then return "attraction" end
  local railway, station = o:Find("railway"), o:Find("station")
  if (railway == "station" or railway == "halt") and station ~= "subway" and station ~= "light_rail" and o:Find("subway") ~= "yes" then return "railway_station" end
  if o:Find("aeroway") == "aerodrome" then return "airport" end
  local office = o:Find("office")
  if named and office ~= "" and office ~= "no" and office ~= "vacant" then return "office" end
end
local function metro_station(o)
  local railway, station, subway = o:Find("railway"), o:Find("station"), o:Find("subway")
  if railway == "station" or railway == "halt" then return station == "subway" or station == "light_rail" or subway == "yes" end
  return railway == "" and subway == "yes" and o:Find("public_transport") == "station"
end
local function is_locker(o)
  local amenity = o:Find("amenity")
  return amenity == "parcel_locker" or (amenity == "vending_machine" and vending[o:Find("vending")])
end

-- What nodes and areas share: `point(layer)` begins the feature.
local function points(o, is_node, point)
  local place = o:Find("place")
  if place_rank[place] and o:Find("name") ~= "" and (is_node or place_area[place]) then
    point("places")
    o:MinZoom(place_zoom[place])
    o:Attribute("class", place)
    o:AttributeNumeric("rank", place_rank[place])
    local population = tonumber(o:Find("population"))
    if population then o:AttributeNumeric("population", population) end
    names(o)
  end
  local class = poi_class(o)
  if not class and is_node and o:Find("highway") == "bus_stop" then class = "bus_stop" end
  if class then
    point("pois")
    o:MinZoom(poi_zoom[class] or 14)
    o:Attribute("class", class)
    names(o)
  end
  if metro_station(o) then
    point("metro")
    o:MinZoom(11)
    o:Attribute("class", "station")
    names(o, 11)
    text(o, "ref", o:Find("ref"))
    text(o, "colour", o:Find("colour"))
  end
  if is_locker(o) then
    point("lockers")
    text(o, "name", name_of(o))
    local operator = o:Find("operator")
    if operator == "" then operator = o:Find("brand") end
    if operator == "" then operator = o:Find("network") end
    text(o, "operator", operator)
  end
end

node_keys = { "place", "amenity", "shop", "tourism", "leisure", "historic", "railway", "highway", "aeroway", "office", "public_transport" }

function node_function(node)
  points(node, true, function(layer) node:Layer(layer, false) end)
  local railway = node:Find("railway")
  if railway == "subway_entrance" or railway == "train_station_entrance" then
    node:Layer("metro", false)
    node:MinZoom(14)
    node:Attribute("class", "entrance")
    names(node)
    text(node, "ref", node:Find("ref"))
  end
end

function relation_scan_function(relation)
  local kind = relation:Find("type")
  if (kind == "boundary" or kind == "multipolygon") and relation:Find("boundary") == "administrative" then relation:Accept() end
  if kind == "route" and (relation:Find("route") == "subway" or relation:Find("route") == "light_rail") then relation:Accept() end
end

local function water_class(way, is_area, waterway, landuse)
  if not is_area then return end
  local natural = way:Find("natural")
  if natural == "water" then return water_kind[way:Find("water")] or "lake" end
  if natural == "bay" or natural == "strait" then return "ocean" end
  if waterway == "riverbank" then return "river" end
  if waterway == "dock" or waterway == "boatyard" then return "dock" end
  if waterway == "canal" and way:Find("area") == "yes" then return "canal" end
  if water_landuse[landuse] then return water_landuse[landuse] end
  if way:Find("leisure") == "swimming_pool" then
    local location = way:Find("location")
    if location ~= "indoor" and location ~= "underground" then return "swimming_pool" end
  end
end

local function class_of_landuse(way, landuse)
  local amenity, leisure = way:Find("amenity"), way:Find("leisure")
  if education[amenity] or landuse == "education" then return "education" end
  if amenity == "hospital" or amenity == "clinic" then return "hospital" end
  if leisure == "pitch" or leisure == "track" then return "pitch" end
  if park_leisure[leisure] or park_landuse[landuse] then return "park" end
  if landuse == "cemetery" or amenity == "grave_yard" then return "cemetery" end
  if landuse == "military" or military_kind[way:Find("military")] then return "military" end
  return landuse_natural[way:Find("natural")] or landuse_class[landuse]
end

-- The first zoom at which so many square metres cover 1,500 pixels of 512-pixel tiles, at 39.2° N.
local function label_zoom(area)
  if area <= 0 then return 14 end
  local share = area * 1.665 / (40075016.7 * 40075016.7)
  return math.min(14, math.max(0, math.ceil(math.log(math.sqrt(1500 / share) / 512) / math.log(2))))
end
local function label(way, layer, class, lowest)
  if name_of(way) == "" and way:Find("name:en") == "" then return end
  local area = way:Area()
  way:LayerAsCentroid(layer)
  way:MinZoom(math.max(lowest, label_zoom(area)))
  way:Attribute("class", class)
  names(way)
  way:AttributeNumeric("area", math.floor(area + 0.5))
end

function way_function(way)
  local area = way:Find("area")
  local is_area = way:IsClosed() and area ~= "no"
  local highway, railway, waterway, landuse = way:Find("highway"), way:Find("railway"), way:Find("waterway"), way:Find("landuse")

  local level, maritime = 99, way:Find("maritime")
  local metro
  while true do
    local relation = way:NextRelation()
    if not relation then break end
    if way:FindInRelation("boundary") == "administrative" then
      level = math.min(level, tonumber(way:FindInRelation("admin_level")) or 99)
    elseif railway == "subway" and not metro then
      metro = { name = way:FindInRelation("name:zh-Hans"), en = way:FindInRelation("name:en"), ref = way:FindInRelation("ref"), colour = way:FindInRelation("colour") }
      if metro.name == "" then metro.name = way:FindInRelation("name:zh") end
      if metro.name == "" then metro.name = way:FindInRelation("name") end
    end
  end
  local kind = way:Find("type")  -- relations come here as well; as a boundary their ways stand for them
  if way:Find("boundary") == "administrative" and kind ~= "boundary" and kind ~= "multipolygon" then level = math.min(level, tonumber(way:Find("admin_level")) or 99) end
  if level >= 2 and level <= 8 then
    way:Layer("boundaries", false)
    way:MinZoom(boundary_zoom[tostring(level)] or 11)
    way:AttributeNumeric("admin_level", level)
    if maritime == "yes" or way:Find("boundary_type") == "maritime" then way:AttributeBoolean("maritime", true) end
  end

  local class = water_class(way, is_area, waterway, landuse)
  if class then
    way:Layer("water", true)
    way:MinZoom(water_zoom[class] or 10)
    way:Attribute("class", class)
    names(way, 11)
    flag(way, "intermittent", 11)
    label(way, "water_label", class, math.max(8, water_zoom[class] or 10))
  end
  if waterways[waterway] and area ~= "yes" then
    way:Layer("water", false)
    way:MinZoom(water_zoom[waterway])
    way:Attribute("class", waterway)
    names(way, 11)
    flag(way, "intermittent", 11)
  end

  if is_area then
    class = class_of_landuse(way, landuse)
    if class then
      way:Layer("landuse", true)
      way:MinZoom(landuse_zoom[class] or 11)
      way:ZOrder(landuse_order[class] or 0)
      way:Attribute("class", class)
      label(way, "landuse_label", class, math.max(10, landuse_zoom[class] or 11))
    end
    local building = way:Find("building")
    if building ~= "" and not no_building[building] then
      way:Layer("buildings", true)
      local height = way:Find("height")
      if height == "" then height = way:Find("building:height") end
      height = metres(height)
      if height then way:AttributeNumeric("height", height) end
      text(way, "name", name_of(way), 14)
    end
    points(way, false, function(layer) way:LayerAsCentroid(layer) end)
  end

  if highway ~= "" and area ~= "yes" then
    local ramp = ramps[highway]
    class = ramp or road_class[highway]
    if class then
      way:Layer("roads", false)
      local zoom = road_zoom[class]
      if ramp then zoom = math.max(zoom, 10) end
      way:MinZoom(zoom)
      way:ZOrder(road_order[class] + 20 * (tonumber(way:Find("layer")) or 0))
      way:Attribute("class", class)
      if ramp then way:AttributeBoolean("ramp", true, 10) end
      flag(way, "tunnel", 10)
      flag(way, "bridge", 12)
      if one_way[way:Find("oneway")] then way:AttributeBoolean("oneway", true, 14) end
      text(way, "ref", way:Find("ref"), 12)
      names(way, 12)
    end
  end
  class = rail_class[railway]
  if class and area ~= "yes" then
    way:Layer("railways", false)
    local service = way:Find("service")
    way:MinZoom(service ~= "" and 13 or rail_zoom[class] or 12)
    way:Attribute("class", class)
    text(way, "service", service, 13)
    flag(way, "tunnel", 8)
    flag(way, "bridge", 13)
  end
  if railway == "subway" and area ~= "yes" then
    way:Layer("metro", false)
    way:MinZoom(9)
    way:Attribute("class", "line")
    metro = metro or { name = "", en = "", ref = "", colour = "" }
    local function own(mine, theirs) return mine ~= "" and mine or theirs end
    text(way, "name", own(name_of(way), metro.name), 11)
    text(way, "name_en", own(way:Find("name:en"), metro.en), 11)
    text(way, "ref", own(way:Find("ref"), metro.ref), 9)
    text(way, "colour", own(way:Find("colour"), metro.colour), 9)
  end
end

function init_function() end
function exit_function() end
