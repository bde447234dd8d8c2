"""As much of JSON Schema as our siting schemas use."""

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def fits(value, name):
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, root=None, at="$"):
    """The first words of what does not fit; empty when all does."""
    root = root or schema
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].split("/")[1:]:
            target = target[part]
        return faults(value, target, root, at)
    found = []
    if "anyOf" in schema and all(faults(value, s, root, at) for s in schema["anyOf"]):
        found.append(f"{at}: none of anyOf")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} not in {schema['enum']}")
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(fits(value, n) for n in names):
        return found + [f"{at}: {type(value).__name__} is not {names}"]
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{at}: {value} < {schema['minimum']}")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at}: missing {k}" for k in schema.get("required", []) if k not in value]
        for key, item in value.items():
            if key in known:
                found += faults(item, known[key], root, f"{at}.{key}")
            elif schema.get("additionalProperties", True) is False:
                found.append(f"{at}: unknown {key}")
    if isinstance(value, list) and "items" in schema:
        for k, item in enumerate(value):
            found += faults(item, schema["items"], root, f"{at}[{k}]")
    return found
