"""The policy, its draft and its versions: what ops write down, and what puts it in force."""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy.orm import Session

from api.http.etags import check, etag
from api.http.problems import Refused
from api.services import Services
from api.shapes.ops import PolicyDraft, PolicyVersion
from api.sign_in.access import Caller
from api.views.changes import changes_of_policy
from domain.errors import InputRejected
from domain.policy import Policy
from knowledge import listing
from store import drafts, ledger, policies
from store.prompts import SHIPPED
from store.tables import DraftRow


def live(session: Session) -> PolicyVersion:
    """The policy in force."""
    return next(version for version in versions(session) if version.live)


def versions(session: Session) -> tuple[PolicyVersion, ...]:
    """Every version, the newest first; the last is the shipped one."""
    kept = policies.versions(session)
    in_force = next((row.version for row in kept if row.live), policies.SHIPPED_VERSION)
    written = tuple(
        PolicyVersion(
            version=row.version,
            policy=Policy.model_validate(row.body),
            made_by=row.made_by,
            made_at=row.made_at,
            reason=row.reason,
            live=row.version == in_force,
        )
        for row in kept
    )
    shipped = PolicyVersion(
        version=policies.SHIPPED_VERSION,
        policy=Policy(),
        made_by=SHIPPED,
        made_at=None,
        reason="",
        live=in_force == policies.SHIPPED_VERSION,
    )
    return (*written, shipped)


def draft(session: Session) -> PolicyDraft:
    """The draft.

    Raises:
        NotFound: there is none.
    """
    return _shape(drafts.get(session, drafts.POLICY))


def write(session: Session, desk: Services, caller: Caller, policy: Policy, if_match: str | None) -> PolicyDraft:
    """Write the draft, based on the policy in force.

    Raises:
        InputRejected: it names a customer that there is not.
        Refused: it comes without the ETag of what is replaced, or that was changed in between.
    """
    known = drafts.lock(session, drafts.POLICY)
    standing = live(session)
    check(if_match, etag(_shape(known) if known else standing), absent=known is None)
    named = listing.names_of_customers(session, policy.customers.keys())
    for customer_id in policy.customers:
        if customer_id not in named:
            raise InputRejected(f"customers: there is no customer {customer_id}.")
    # The version is counted here, whatever the draft says.
    body = policy.model_copy(update={"version": standing.version}).model_dump(mode="json")
    now = desk.clock.now()
    row = drafts.put(session, known, drafts.POLICY, body, str(standing.version), caller.name, now)
    changes = _changes(session, standing.policy, policy)
    ledger.add(session, None, "policy_drafted", now, actor=caller.name, version=row.version, changes=changes)
    return _shape(row)


def drop(session: Session, desk: Services, caller: Caller, if_match: str | None) -> None:
    """Throw the draft away.

    Raises:
        NotFound: there is none.
        Refused: it comes without the draft's ETag, or the draft was changed in between.
    """
    row = _locked(session, if_match)
    drafts.drop(session, row)
    ledger.add(session, None, "policy_draft_dropped", desk.clock.now(), actor=caller.name, version=row.version)


def go_live(session: Session, desk: Services, caller: Caller, reason: str, if_match: str | None) -> PolicyVersion:
    """Put the draft in force.

    Raises:
        NotFound: there is none.
        Refused: it comes without the draft's ETag, or the draft or the policy in force was changed in between.
    """
    policies.lock(session)
    row = _locked(session, if_match)
    standing = live(session)
    if row.based_on != str(standing.version):
        raise Refused(
            HTTPStatus.CONFLICT,
            f"Version {standing.version} went in force after this draft was written: write the draft anew.",
            by=standing.made_by,
        )
    now = desk.clock.now()
    wanted = Policy.model_validate(row.body)
    numbered = policies.go_live(session, wanted, caller.name, now, reason)
    drafts.drop(session, row)
    ledger.add(
        session,
        None,
        "policy_went_live",
        now,
        actor=caller.name,
        version=numbered.version,
        reason=reason,
        changes=_changes(session, standing.policy, wanted),
    )
    session.flush()
    return live(session)


def _locked(session: Session, if_match: str | None) -> DraftRow:
    drafts.lock(session, drafts.POLICY)
    row = drafts.get(session, drafts.POLICY)
    check(if_match, etag(_shape(row)))
    return row


def _shape(row: DraftRow) -> PolicyDraft:
    return PolicyDraft(
        policy=Policy.model_validate(row.body),
        based_on=int(row.based_on),
        version=row.version,
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _changes(session: Session, before: Policy, after: Policy) -> list[str]:
    names = listing.names_of_customers(session, before.customers.keys() | after.customers.keys())
    return list(changes_of_policy(before, after, names))
