"""The agents' prompts, their drafts and versions: what ops write down, and what puts it in force.

A prompt's variables, its model role and parameters come with the desk; ops write its texts.
"""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy.orm import Session

from agents.seats.prompt import Prompt as AgentPrompt
from api.http.etags import check, etag
from api.http.problems import Refused
from api.services import Services
from api.shapes.ops import Prompt, PromptDraft, PromptText, PromptVersion
from api.sign_in.access import Caller
from domain.errors import ConfigurationError, InputRejected
from domain.findings import AgentName
from store import drafts, ledger, prompts
from store.tables import DraftRow, PromptVersionRow


def prompt_of(session: Session, agent: AgentName) -> Prompt:
    """An agent's prompt: the version in force and the draft."""
    kept = versions(session, agent)
    row = drafts.find(session, agent.value)
    return Prompt(
        agent=agent,
        live=next(version for version in kept if version.live),
        versions=len(kept),
        draft=_shape(row) if row else None,
        variables=AgentPrompt.shipped(agent).variables,
    )


def tag_of(prompt: Prompt) -> str:
    """The ETag of a prompt: its draft's, or else that of the version in force."""
    return etag(prompt.draft or prompt.live)


def versions(session: Session, agent: AgentName) -> tuple[PromptVersion, ...]:
    """Every version of an agent's prompt, the newest first. The shipped one is there before anything was kept."""
    shipped = AgentPrompt.shipped(agent)
    rows = prompts.of_agent(session, agent)
    kept = [_version(agent, row) for row in reversed(rows)]
    if all(version.sha256 != shipped.sha256 for version in kept):
        kept.append(
            PromptVersion(
                agent=agent,
                sha256=shipped.sha256,
                version=shipped.version,
                text=PromptText(system=shipped.system, task=shipped.task),
                made_by=prompts.SHIPPED,
                made_at=None,
                live=not any(version.live for version in kept),
            )
        )
    return tuple(kept)


def write(
    session: Session, desk: Services, caller: Caller, agent: AgentName, text: PromptText, if_match: str | None
) -> PromptDraft:
    """Write the draft, based on the version in force.

    Raises:
        InputRejected: it does not use its variables as the agent fills them.
        Refused: it comes without the ETag of what is replaced, or that was changed in between.
    """
    known = drafts.lock(session, agent.value)
    standing = prompt_of(session, agent)
    check(if_match, tag_of(standing), absent=known is None)
    based_on = _in_force(session, agent)
    _checked(agent, based_on, text)
    now = desk.clock.now()
    body = text.model_dump(mode="json")
    row = drafts.put(session, known, agent.value, body, based_on.sha256, caller.name, now)
    ledger.add(session, None, "prompt_drafted", now, actor=caller.name, agent=agent.value, version=row.version)
    return _shape(row)


def drop(session: Session, desk: Services, caller: Caller, agent: AgentName, if_match: str | None) -> None:
    """Throw the draft away.

    Raises:
        NotFound: there is none.
        Refused: it comes without the draft's ETag, or the draft was changed in between.
    """
    row = _locked(session, agent, if_match)
    drafts.drop(session, row)
    ledger.add(session, None, "prompt_draft_dropped", desk.clock.now(), actor=caller.name, agent=agent.value)


def go_live(
    session: Session, desk: Services, caller: Caller, agent: AgentName, reason: str, if_match: str | None
) -> PromptVersion:
    """Keep the draft as a version and put it in force. Desks that are open follow it from their next start.

    Raises:
        NotFound: there is no draft.
        Refused: it comes without the draft's ETag, or the draft or the version in force was changed in between.
    """
    row = _locked(session, agent, if_match)
    standing = _in_force(session, agent)
    if row.based_on != standing.sha256:
        raise Refused(
            HTTPStatus.CONFLICT, "Another version went in force after this draft was written: write the draft anew."
        )
    now = desk.clock.now()
    shipped = AgentPrompt.shipped(agent)
    kept = shipped.model_dump(mode="json")
    prompts.keep(session, agent, shipped.sha256, shipped.version, kept, prompts.SHIPPED, now)
    number = len(prompts.of_agent(session, agent)) + 1
    text = PromptText.model_validate(row.body)
    wanted = _checked(agent, standing.model_copy(update={"version": str(number)}), text)
    prompts.keep(
        session, agent, wanted.sha256, wanted.version, wanted.model_dump(mode="json"), caller.name, desk.clock.now()
    )
    prompts.go_live(session, agent, wanted.sha256)
    drafts.drop(session, drafts.get(session, agent.value))
    ledger.add(
        session,
        None,
        "prompt_went_live",
        now,
        actor=caller.name,
        agent=agent.value,
        version=wanted.name,
        replaced=standing.name,
        reason=reason,
    )
    return next(version for version in versions(session, agent) if version.live)


def _in_force(session: Session, agent: AgentName) -> AgentPrompt:
    row = prompts.live(session, agent)
    return AgentPrompt.model_validate(row.body) if row is not None else AgentPrompt.shipped(agent)


def _checked(agent: AgentName, based_on: AgentPrompt, text: PromptText) -> AgentPrompt:
    """The texts as a prompt, checked as the shipped ones are."""
    wanted = based_on.model_copy(update={"system": text.system, "task": text.task})
    try:
        wanted.check(agent, frozenset(AgentPrompt.shipped(agent).variables))
    except ConfigurationError as error:
        raise InputRejected(error.sentence) from error
    return wanted


def _locked(session: Session, agent: AgentName, if_match: str | None) -> DraftRow:
    drafts.lock(session, agent.value)
    row = drafts.get(session, agent.value)
    check(if_match, etag(_shape(row)))
    return row


def _shape(row: DraftRow) -> PromptDraft:
    return PromptDraft(
        agent=AgentName(row.subject),
        text=PromptText.model_validate(row.body),
        based_on=row.based_on,
        version=row.version,
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _version(agent: AgentName, row: PromptVersionRow) -> PromptVersion:
    body = AgentPrompt.model_validate(row.body)
    return PromptVersion(
        agent=agent,
        sha256=row.sha256,
        version=row.version,
        text=PromptText(system=body.system, task=body.task),
        made_by=row.made_by,
        made_at=row.made_at,
        live=row.live,
    )
