"""Policy, prompts and metrics: what ops tune, and what came of it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.http.etags import etag
from api.shapes.common import Page
from api.shapes.ops import (
    GoLive,
    Metrics,
    PolicyDraft,
    PolicyEffect,
    PolicyVersion,
    Prompt,
    PromptDraft,
    PromptText,
    PromptVersion,
)
from api.sign_in.access import Desk, Looker, Releaser, Tuner
from api.tuning import policies, prompts
from api.tuning.policy_effect import effect_of
from api.views.metrics import metrics_of
from domain.findings import AgentName
from domain.messages import Channel
from domain.policy import Policy

router = APIRouter()
IfMatch = Annotated[str | None, Header(max_length=200, description="the ETag of what is changed; of none: `*`")]
Days = Annotated[int, Query(ge=1, le=366)]


@router.get("/policy", tags=["policy"])
def get_policy(desk: Desk, caller: Looker, response: Response) -> PolicyVersion:
    """The policy in force."""
    with desk.store.reading() as session:
        policy = policies.live(session)
    response.headers["ETag"] = etag(policy)
    return policy


@router.get("/policy/versions", tags=["policy"])
def list_policies(desk: Desk, caller: Looker) -> Page[PolicyVersion]:
    """Every version of the policy, the newest first; the last is the shipped one."""
    with desk.store.reading() as session:
        return Page(items=policies.versions(session))


@router.get("/policy/effect", tags=["policy"])
def policy_effect(desk: Desk, caller: Looker, days: Days = 30) -> PolicyEffect:
    """What other order thresholds would have done to the orders of the last days."""
    with desk.store.reading() as session:
        return effect_of(session, desk.clock.now(), days)


@router.get("/policy/draft", tags=["policy"])
def get_policy_draft(desk: Desk, caller: Looker, response: Response) -> PolicyDraft:
    """The draft that ops are working on, with its ETag."""
    with desk.store.reading() as session:
        draft = policies.draft(session)
    response.headers["ETag"] = etag(draft)
    return draft


@router.put("/policy/draft", tags=["policy"])
def put_policy_draft(
    policy: Policy, desk: Desk, caller: Tuner, response: Response, if_match: IfMatch = None
) -> PolicyDraft:
    """Write the draft. Needs the draft's ETag, or the live policy's where there is no draft yet."""
    with desk.store.transaction() as session:
        draft = policies.write(session, desk, caller, policy, if_match)
    response.headers["ETag"] = etag(draft)
    return draft


@router.delete("/policy/draft", tags=["policy"], status_code=HTTPStatus.NO_CONTENT)
def drop_policy_draft(desk: Desk, caller: Tuner, if_match: IfMatch = None) -> None:
    """Throw the draft away."""
    with desk.store.transaction() as session:
        policies.drop(session, desk, caller, if_match)


@router.post("/policy/draft/live", tags=["policy"])
def policy_goes_live(
    why: GoLive, desk: Desk, caller: Releaser, response: Response, if_match: IfMatch = None
) -> PolicyVersion:
    """Put the draft in force, without the proof of an evaluation: with a reason instead."""
    with desk.store.transaction() as session:
        policy = policies.go_live(session, desk, caller, why.reason, if_match)
    response.headers["ETag"] = etag(policy)
    return policy


@router.get("/prompts", tags=["prompts"])
def list_prompts(desk: Desk, caller: Looker) -> Page[Prompt]:
    """The agents' prompts."""
    with desk.store.reading() as session:
        return Page(items=tuple(prompts.prompt_of(session, agent) for agent in AgentName))


@router.get("/prompts/{agent}", tags=["prompts"])
def get_prompt(agent: AgentName, desk: Desk, caller: Looker, response: Response) -> Prompt:
    """An agent's prompt: the version in force and the draft. The ETag is the draft's, or else the live version's."""
    with desk.store.reading() as session:
        prompt = prompts.prompt_of(session, agent)
    response.headers["ETag"] = prompts.tag_of(prompt)
    return prompt


@router.get("/prompts/{agent}/versions", tags=["prompts"])
def list_prompt_versions(agent: AgentName, desk: Desk, caller: Looker) -> Page[PromptVersion]:
    """Every version of an agent's prompt, the newest first."""
    with desk.store.reading() as session:
        return Page(items=prompts.versions(session, agent))


@router.put("/prompts/{agent}/draft", tags=["prompts"])
def put_prompt_draft(
    agent: AgentName, text: PromptText, desk: Desk, caller: Tuner, response: Response, if_match: IfMatch = None
) -> PromptDraft:
    """Write the draft. Needs the ETag of the prompt as it was seen."""
    with desk.store.transaction() as session:
        draft = prompts.write(session, desk, caller, agent, text, if_match)
    response.headers["ETag"] = etag(draft)
    return draft


@router.delete("/prompts/{agent}/draft", tags=["prompts"], status_code=HTTPStatus.NO_CONTENT)
def drop_prompt_draft(agent: AgentName, desk: Desk, caller: Tuner, if_match: IfMatch = None) -> None:
    """Throw the draft away."""
    with desk.store.transaction() as session:
        prompts.drop(session, desk, caller, agent, if_match)


@router.post("/prompts/{agent}/draft/live", tags=["prompts"])
def prompt_goes_live(
    agent: AgentName, why: GoLive, desk: Desk, caller: Releaser, response: Response, if_match: IfMatch = None
) -> PromptVersion:
    """Put the draft in force, without the proof of an evaluation: with a reason instead."""
    with desk.store.transaction() as session:
        version = prompts.go_live(session, desk, caller, agent, why.reason, if_match)
    response.headers["ETag"] = etag(version)
    return version


@router.get("/metrics", tags=["metrics"])
def metrics(
    desk: Desk,
    caller: Looker,
    since: date | None = None,
    until: date | None = None,
    channel: Channel | None = None,
    customer: Annotated[str | None, Query(max_length=64)] = None,
) -> Metrics:
    """How the desk did: the last thirty days, where no days are given."""
    with desk.store.reading() as session:
        return metrics_of(session, desk.clock.now(), since, until, channel, customer)
