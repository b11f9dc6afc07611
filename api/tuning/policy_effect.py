"""What other thresholds would have done to the orders of the last days."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.shapes.ops import EffectPoint, PolicyEffect
from store import policy_effect

_LOWEST, _HIGHEST = 50, 100


def effect_of(session: Session, now: datetime, days: int) -> PolicyEffect:
    """How many orders each order threshold would have let in untouched, and how many of these a rep then changed."""
    judged = policy_effect.judged(session, now - timedelta(days=days))
    sure = sorted(one.confidence for one in judged)
    wrong = sorted(one.confidence for one in judged if one.changed)
    points = []
    for hundredths in range(_LOWEST, _HIGHEST + 1):
        threshold = hundredths / 100
        points.append(
            EffectPoint(
                threshold=threshold,
                untouched=len(sure) - bisect_left(sure, threshold),
                changed=len(wrong) - bisect_left(wrong, threshold),
            )
        )
    return PolicyEffect(
        days=days,
        orders=len(judged),
        reviewed=sum(one.changed is not None for one in judged),
        points=tuple(points),
    )
