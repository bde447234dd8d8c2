"""GCJ-02 and back. The forward formula is the published one (Krasovsky ellipsoid)."""

from math import cos, pi, sin, sqrt

_A = 6378245.0
_EE = 0.00669342162296594323


def _shift(lon, lat):
    x, y = lon - 105.0, lat - 35.0
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    dlat = (-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
            + (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
            + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3)
    dlon = (300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
            + (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
            + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3)
    magic = 1 - _EE * sin(lat * pi / 180) ** 2
    return (dlon * 180 / (_A / sqrt(magic) * cos(lat * pi / 180) * pi),
            dlat * 180 / (_A * (1 - _EE) / (magic * sqrt(magic)) * pi))


def gcj02_from_wgs84(lon, lat):
    dlon, dlat = _shift(lon, lat)
    return lon + dlon, lat + dlat


def wgs84_from_gcj02(lon, lat):
    """Inverse by fixed point: a single step is 1.4 to 2 m off in Tianjin."""
    guess = lon, lat
    for _ in range(20):
        dlon, dlat = _shift(*guess)
        following = lon - dlon, lat - dlat
        if max(abs(following[0] - guess[0]), abs(following[1] - guess[1])) < 1e-11:
            return following
        guess = following
    raise ArithmeticError(f"no fixed point at {lon}, {lat}")
