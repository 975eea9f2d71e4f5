"""What Hajiz says in English."""

from alerts.digests.language.plurals import ENGLISH_FORMS, english
from alerts.digests.language.words import Words

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ENGLISH = Words(
    tag="en",
    direction="ltr",
    form=english,
    forms=ENGLISH_FORMS,
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=_MONTHS,
    full_months=_MONTHS,
    cities={},
    day="{weekday} {day} {month}",
    day_of_year="{weekday} {day} {month} {year}",
    made="{day}, {clock} {city}",
    in_city="{times} {city}",
    comma=", ",
    semicolon="; ",
    digest_head="Hajiz · {name} digest · {made}",
    alert_head="Hajiz · alert {name} · {made}",
    notice_head="Hajiz · notice · {made}",
    covers="covers {start} – {end} {city}",
    covers_days={
        "zero": "covers {start} – {end} {city}",
        "one": "covers {n} day: {start} – {end} {city}",
        "other": "covers {n} days: {start} – {end} {city}",
    },
    page="part {page} of {pages}",
    end_is_at="What we could not see stands at the end of part {pages}.",
    digest_subject="Hajiz {name}: {what}",
    alert_subject="Hajiz alert {name}: {what}",
    notice_subject="Hajiz notice: {what}",
    page_subject="items {first} to {last} of {total}",
    with_title="{what} – «{title}»",
    with_outlet="{what} ({outlet})",
    failing_outlets={
        "zero": "no outlet failing",
        "one": "{n} outlet failing",
        "other": "{n} outlets failing",
    },
    matches={"zero": "no matches", "one": "{n} match", "other": "{n} matches"},
    nothing_matched="Nothing matched",
    from_outlets={"zero": "", "one": "from {n} outlet", "other": "from {n} outlets"},
    items={"zero": "no items", "one": "{n} item", "other": "{n} items"},
    kinds={"new": "New", "follow_up": "Follow-ups", "late": "Late"},
    kinds_explained={
        "new": "",
        "follow_up": "told before, and something came after",
        "late": "published more than 7 days ago, seen now for the first time",
    },
    kinds_counted={
        "new": {"zero": "none new", "one": "{n} new", "other": "{n} new"},
        "follow_up": {
            "zero": "no follow-ups",
            "one": "{n} follow-up",
            "other": "{n} follow-ups",
        },
        "late": {"zero": "none late", "one": "{n} late", "other": "{n} late"},
    },
    also_titles="also: {titles}",
    days_counted={
        "zero": "",
        "one": "matches on {n} day: this digest",
        "other": "matches a day over {n} days; the last bar is this digest",
    },
    days_usual="usually {usual}",
    continued="continued",
    rest={
        "zero": "",
        "one": "{n} more match is kept but not shown here. See it, rule by rule, with: {command}",
        "other": (
            "{n} more matches are kept but not shown here. See them, rule by rule, with: {command}"
        ),
    },
    numbered="{number}. {title}",
    told="first told {moment}",
    seen="seen {moment}",
    undated="no date given",
    in_future="dated {moment}, in the future",
    also_rules="also {rules}",
    no_title="(no title)",
    no_link="no link given",
    link_too_long="its link is too long to be shown",
    shown_plainly="shown plainly, something in it could not be laid out: item {item}",
    named="{outlet} ({affiliation})",
    reason="{outlet}: {reason}",
    for_rules="rules: {rules}",
    event="event {event}",
    more_events={"zero": "", "one": "and {n} event more", "other": "and {n} events more"},
    held={
        "quiet hours": "held since {moment} during quiet hours",
        "cooldown": "held since {moment}: an alert had gone out shortly before",
        "flood": "held since {moment}: many came at once and are told together",
    },
    held_otherwise="held since {moment}: {reason}",
    unseen_head="What we could not see",
    unseen_at_top={
        "zero": "",
        "one": "{n} outlet could not be seen",
        "other": "{n} outlets could not be seen",
    },
    named_here="{what}: {names}",
    named_at_end="{what} – named at the end",
    failing="Failing",
    quiet="Quiet: less than they used to bring",
    overrun="Overrun: items have certainly passed unseen",
    truncated="Cut short: gave more than is read in one look",
    undated_items={
        "zero": "",
        "one": "{n} item came without a usable date.",
        "other": "{n} items came without a usable date.",
    },
    more_outlets={
        "zero": "",
        "one": "and {n} outlet more: {command}",
        "other": "and {n} outlets more: {command}",
    },
    more_lines={
        "zero": "",
        "one": "and {n} thing more: {command}",
        "other": "and {n} things more: {command}",
    },
    not_looked_at={
        "zero": "",
        "one": "{n} outlet was not looked at in this time.",
        "other": "{n} outlets were not looked at in this time.",
    },
    no_outlets="No outlet is configured: there was nothing to look at.",
    all_seen="Nothing: all outlets could be seen.",
    figures=(
        "{polled} of {outlets} seen, {unchanged} of them with nothing new at the last look; "
        "{failing} failing; {items} read."
    ),
    outlets_seen={"zero": "0 outlets", "one": "{n} outlet", "other": "{n} outlets"},
    items_read={"zero": "0 items", "one": "{n} item", "other": "{n} items"},
    first_look={
        "zero": "",
        "one": (
            "First look at new outlets: {n} item was already there, {matching} – "
            "not reported as new."
        ),
        "other": (
            "First look at new outlets: {n} items were already there, {matching} – "
            "not reported as new."
        ),
    },
    first_look_matches={
        "zero": "none matches",
        "one": "{n} of them matches",
        "other": "{n} of them match",
    },
    rule_set="rules {rule_set}",
    digest_id="digest {id}",
    message_id="message {id}",
    digest_change="change what you get: config.toml, [[digests]] {name}",
    alert_change="change what you get: config.toml, [[alerts]] {name}",
)
