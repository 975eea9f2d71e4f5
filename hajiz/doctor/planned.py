"""What config.toml plans: whether anybody is told, who hears of us, and who can reach us."""

from collections.abc import Iterator

from hajiz.config.read import Config
from hajiz.doctor.finding import Line, judged
from hajiz.readiness import nobody_told


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
    listen, public = config.web.listen, config.web.public_url
    if not listen:
        return judged("web", "answers nobody")
    if not public:
        return judged("web", f"{listen}, this machine only")
    words = f"{listen}, published as {public}"
    remedy = "publish it with HTTPS: links in mails could be read by anyone on the way"
    return judged("web", words, "" if public.startswith("https:") else remedy)
