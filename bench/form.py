"""The form of every bench's report: what was measured, what it is held against, and whether it is good enough."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Report:
    """One bench's result.

    Attributes:
        name: the bench's name, as given on the command line.
        figures: what was measured; each name ends in its unit (`_s`, `_per_s`, `_bytes`) or is a count.
        limits: what the machine itself could do in the same run, under the same names.
        ratios: figure by limit, for the figures that have one.
        goals: for the ratios and figures that must not be exceeded, the highest value allowed.
        floors: for the ratios and figures that must be reached, the lowest value allowed.
    """

    name: str
    figures: dict[str, float]
    limits: dict[str, float] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    goals: dict[str, float] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)

    @property
    def missed(self) -> tuple[str, ...]:
        """The names whose goal was not met; one that was never measured counts as missed."""
        measured = {**self.figures, **self.ratios}
        above = [
            name for name, highest in self.goals.items() if not measured.get(name, float("inf")) <= highest
        ]
        below = [
            name for name, lowest in self.floors.items() if not measured.get(name, float("-inf")) >= lowest
        ]
        return tuple(sorted({*above, *below}))

    @property
    def met(self) -> bool:
        """Whether every goal was met."""
        return not self.missed

    def to_json(self) -> str:
        """Return one line: name, figures, limits, ratios, goals, met."""
        goals = {name: {"at_most": value} for name, value in self.goals.items()}
        for name, value in self.floors.items():
            goals.setdefault(name, {})["at_least"] = value
        return json.dumps(
            {
                "name": self.name,
                "figures": _rounded(self.figures),
                "limits": _rounded(self.limits),
                "ratios": _rounded(self.ratios),
                "goals": goals,
                "met": self.met,
            },
            ensure_ascii=False,
        )

    def to_text(self) -> str:
        """Return a table for people."""
        rows = [f"bench {self.name}"]
        for title, values in (("figures", self.figures), ("limits", self.limits), ("ratios", self.ratios)):
            rows += [f"  {title}:"] * bool(values)
            rows += [f"    {name:<40} {value:>12,.3f}{self._verdict(name)}" for name, value in values.items()]
        rows.append("  every goal is met" if self.met else f"  missed: {', '.join(self.missed)}")
        return "\n".join(rows)

    def _verdict(self, name: str) -> str:
        parts = []
        if name in self.goals:
            parts.append(f"at most {self.goals[name]:g}")
        if name in self.floors:
            parts.append(f"at least {self.floors[name]:g}")
        return f"   ({', '.join(parts)}: {'missed' if name in self.missed else 'met'})" if parts else ""


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 6) for name, value in values.items()}
