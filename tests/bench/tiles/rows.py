"""The rows of the table, in their order, and how one line of each reads."""
import encoding
import freshness
import quality

ROWS = {"P1": encoding.p1, "P7": encoding.p7, "Q1": quality.q1, "Q2": quality.q2, "Q3": quality.q3,
        "F1": freshness.f1, "F2": freshness.f2, "F3": freshness.f3, "F4": freshness.f4}


def verdict(row):
    """Against floor and goal, where the row has them: "≥ goal", "≥ floor" or "below"."""
    if row.get("left_out"):
        return "left out: " + row["left_out"]
    if row.get("ratio") is None or row.get("floor") is None:
        return row.get("verdict", "")
    return "goal" if row["ratio"] >= row["goal"] else "floor" if row["ratio"] >= row["floor"] else "BELOW FLOOR"


def show(rows):
    print(f"{'row':4}{'ours':>24}{'peer':>24}{'ratio':>9}{'floor':>8}{'goal':>7}  result")
    for name, row in rows.items():
        ours, peer = row.get("ours", ""), row.get("peers", "")
        ratio = f"{row['ratio']:.2f}" if row.get("ratio") is not None else ""
        print(f"{name:4}{ours:>24}{peer:>24}{ratio:>9}{str(row.get('floor', '')):>8}{str(row.get('goal', '')):>7}  {verdict(row)}"
              + ("  (noisy)" if row.get("noisy") else ""))
