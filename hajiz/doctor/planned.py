"""What config.toml plans: whether anybody is told, who hears of us, and who can reach us."""

from collections.abc import Iterator

from hajiz.config.hosts import is_shut
from hajiz.config.plans import WebPlan
from hajiz.config.read import Config
from hajiz.doctor.finding import Line, judged
from hajiz.readiness import nobody_told
from hajiz.web.where import whereabouts


def planned(config: Config) -> Iterator[Line]:
    """Look at what *config* says, which can be read."""
    rules, outlets = len(config.rules), len(config.outlets)
    yield judged("configuration", f"{outlets} outlets, {rules} rules, all of them understood")
    reports = [plan.name for plan in config.digests] + [plan.name for plan in config.alerts]
    remedy = "" if reports else "add a [[digests]] or [[alerts]]: nobody is told of matches"
    yield judged("reports", ", ".join(reports) or "none", remedy)
    lacking = nobody_told(config)
    yield judged("notices", lacking or "somebody is told of trouble", lacking)
    yield _heartbeat(config)
    yield _web(config)


def _heartbeat(config: Config) -> Line:
    if config.heartbeat.url:
        return judged("heartbeat", f"every {config.heartbeat.interval.total_seconds():g} s")
    remedy = "set [heartbeat] url: nothing on this machine can tell you that it is off"
    return judged("heartbeat", "nobody outside notices when Hajiz is dead", remedy)


def _web(config: Config) -> Line:
    return judged("web", whereabouts(config.web), _web_remedy(config.web))


def _web_remedy(plan: WebPlan) -> str:
    if plan.listen and plan.public_url.startswith("http:"):
        return "publish it with HTTPS: passwords and links could be read by anyone on the way"
    if not is_shut(plan.listen) and not plan.public_url:
        return (
            "the password goes over the network as it is; put a web server with HTTPS in front, "
            "and its address into [web] public_url"
        )
    return ""
