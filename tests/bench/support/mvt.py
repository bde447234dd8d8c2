"""Vector tiles decoded without any code of ours: names, types and rings, enough to measure them."""


def _varint(data, i):
    value = shift = 0
    while True:
        byte = data[i]
        i += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, i
        shift += 7


def _fields(data):
    """(field number, value): whole numbers, or bytes for what has a length."""
    i = 0
    while i < len(data):
        key, i = _varint(data, i)
        kind = key & 7
        if kind == 0:
            value, i = _varint(data, i)
        elif kind == 2:
            size, i = _varint(data, i)
            value = data[i:i + size]
            i += size
        else:
            size = 8 if kind == 1 else 4
            value = data[i:i + size]
            i += size
        yield key >> 3, value


def _numbers(data):
    i, out = 0, []
    while i < len(data):
        value, i = _varint(data, i)
        out.append(value)
    return out


def _parts(numbers):
    x = y = i = 0
    parts = []
    while i < len(numbers):
        command, count = numbers[i] & 7, numbers[i] >> 3
        i += 1
        if command == 7:
            continue
        for _ in range(count):
            x += (numbers[i] >> 1) ^ -(numbers[i] & 1)
            y += (numbers[i + 1] >> 1) ^ -(numbers[i + 1] & 1)
            i += 2
            if command == 1:
                parts.append([])
            parts[-1].append((x, y))
    return parts


def layers(data):
    """{name: [(type, {key: encoded value}, parts)]}; type 1 point, 2 line, 3 polygon."""
    out = {}
    for number, layer in _fields(data):
        if number != 3:
            continue
        name, features, keys, values = "", [], [], []
        for field, value in _fields(layer):
            if field == 1:
                name = value.decode()
            elif field == 2:
                features.append(value)
            elif field == 3:
                keys.append(value.decode())
            elif field == 4:
                values.append(bytes(value))
        decoded = []
        for feature in features:
            kind, tags, geometry = 0, [], []
            for field, value in _fields(feature):
                if field == 2:
                    tags = _numbers(value)
                elif field == 3:
                    kind = value
                elif field == 4:
                    geometry = _numbers(value)
            decoded.append((kind, {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2])}, _parts(geometry)))
        out[name] = decoded
    return out


def _twice_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))


def polygons(parts):
    """Rings of a polygon feature as [(outer, [holes])]: MVT 2.1 §4.3.4.4."""
    out = []
    for ring in parts:
        if _twice_area(ring) > 0:
            out.append((ring, []))
        elif out:
            out[-1][1].append(ring)
    return out
