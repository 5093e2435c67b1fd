"""The gate that a way of training has to pass: what it buys in one measure it must not pay for in another."""
from __future__ import annotations

from typing import Any

TOLERANCES = {"STOI": 0.001, "SI-SDR 16k": 0.05, "OVRL": 0.01}
"""What may be lost against the reference: half of what the last printed digit says."""
SHOWN = ("PESQ-WB", "STOI", "SI-SDR 16k", "OVRL", "SIG", "BAK", "P.808", "speech lost")


def gate(reference: dict[str, float], candidate: dict[str, float]) -> dict[str, Any]:
    """Whether none of TOLERANCES fell, and which did and by how much."""
    fell = {name: round(candidate[name] - reference[name], 4) for name, least in TOLERANCES.items() if candidate[name] < reference[name] - least}
    return {"passes": not fell, "fell": fell}


def ablations(results: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Of the JSON that `evaluate` writes for `runs/ablation.sh`: means of each way of training, and its gate against the first one behind `noisy`. Raises ValueError if there is none."""
    means = {system: {name: result["all"][name]["mean"] for name in SHOWN} for system, result in results.items()}
    trained = [system for system in means if system != "noisy"]
    if not trained:
        raise ValueError("the scores of an ablation hold no system but noisy")
    reference = means[trained[0]]
    return {system: {**means[system], **({"gate": gate(reference, means[system])} if system in trained[1:] else {})} for system in means}
