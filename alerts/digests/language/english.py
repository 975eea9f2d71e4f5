"""What Hajiz says in English."""

from alerts.digests.language.english_incidents import ENGLISH_INCIDENTS
from alerts.digests.language.plurals import ENGLISH_FORMS, english, three
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
    incidents=ENGLISH_INCIDENTS,
    comma=", ",
    semicolon="; ",
    digest_head="Hajiz · {name} digest · {made}",
    alert_head="Hajiz · alert {name} · {made}",
    notice_head="Hajiz · notice · {made}",
    covers="covers {start} – {end} {city}",
    covers_days=three(
        "covers {start} – {end} {city}",
        "covers {n} day: {start} – {end} {city}",
        "covers {n} days: {start} – {end} {city}",
    ),
    page="part {page} of {pages}",
    end_is_at="What we could not see stands at the end of part {pages}.",
    digest_subject="Hajiz {name}: {what}",
    alert_subject="Hajiz alert {name}: {what}",
    notice_subject="Hajiz notice: {what}",
    page_subject="items {first} to {last} of {total}",
    with_title="{what} – «{title}»",
    with_outlet="{what} ({outlet})",
    failing_outlets=three("no outlet failing", "{n} outlet failing", "{n} outlets failing"),
    matches=three("no matches", "{n} match", "{n} matches"),
    nothing_matched="Nothing matched",
    from_outlets=three("", "from {n} outlet", "from {n} outlets"),
    items=three("no items", "{n} item", "{n} items"),
    kinds={"new": "New", "update": "Changed", "follow_up": "Follow-ups", "late": "Late"},
    kinds_explained={
        "new": "",
        "update": "seen before; its text was changed and fires only now",
        "follow_up": "told before, and something came after",
        "late": "published more than 7 days ago, seen now for the first time",
    },
    kinds_counted={
        "new": three("none new", "{n} new", "{n} new"),
        "update": three("none changed", "{n} changed", "{n} changed"),
        "follow_up": three("no follow-ups", "{n} follow-up", "{n} follow-ups"),
        "late": three("none late", "{n} late", "{n} late"),
    },
    also_titles="also: {titles}",
    days_counted=three(
        "", "one day: this digest", "{n} days, usually {usual} a day; the last bar is this digest"
    ),
    continued="continued",
    rest=three(
        "",
        "{n} more match is kept but not shown here. See it, rule by rule, with: {command}",
        ("{n} more matches are kept but not shown here. See them, rule by rule, with: {command}"),
    ),
    numbered="{number}. {title}",
    told="first told {moment}",
    seen="seen {moment}",
    undated="no date given",
    in_future="dated {moment}, in the future",
    also_rules="also {rules}",
    no_title="(no title)",
    no_link="no link given",
    link_too_long="its link is too long to be shown",
    pages={
        "waiting": "only the feed's text so far: the page is not read yet",
        "partial": "the page's text may be cut off",
        "failed": "only the feed's text: the page could not be read",
        "refused": "only the feed's text: the outlet's robots.txt keeps robots from the page",
    },
    shown_plainly="shown plainly, something in it could not be laid out: item {item}",
    named="{outlet} ({affiliation})",
    reason="{outlet}: {reason}",
    relevant="relevant",
    noise="noise",
    for_rules="rules: {rules}",
    event="event {event}",
    more_events=three("", "and {n} event more", "and {n} events more"),
    held={
        "quiet hours": "held since {moment} during quiet hours",
        "cooldown": "held since {moment}: an alert had gone out shortly before",
        "flood": "held since {moment}: many came at once and are told together",
    },
    held_otherwise="held since {moment}: {reason}",
    unseen_head="What we could not see",
    unseen_at_top=three("", "{n} outlet could not be seen", "{n} outlets could not be seen"),
    overrun_at_top=three(
        "",
        "items of {n} outlet have certainly passed unseen",
        "items of {n} outlets have certainly passed unseen",
    ),
    named_here="{what}: {names}",
    named_at_end="{what} – named at the end",
    failing="Failing",
    quiet="Quiet: less than they used to bring",
    overrun="Overrun: items have certainly passed unseen",
    unread="Headlines only: pages of articles could not be read",
    truncated="Cut short: gave more than is read in one look",
    undated_items=three(
        "", "{n} item came without a usable date.", "{n} items came without a usable date."
    ),
    more_outlets=three("", "and {n} outlet more: {command}", "and {n} outlets more: {command}"),
    more_lines=three("", "and {n} thing more: {command}", "and {n} things more: {command}"),
    not_looked_at=three(
        "",
        "{n} outlet was not looked at in this time.",
        "{n} outlets were not looked at in this time.",
    ),
    no_outlets="No outlet is configured: there was nothing to look at.",
    all_seen="Nothing: all outlets could be seen.",
    figures=(
        "{polled} of {outlets} seen, {unchanged} of them with nothing new at the last look; "
        "{failing} failing; {items} read."
    ),
    outlets_seen=three("0 outlets", "{n} outlet", "{n} outlets"),
    items_read=three("0 items", "{n} item", "{n} items"),
    first_look=three(
        "",
        (
            "First look at new outlets: {n} item was already there, {matching} – "
            "not reported as new."
        ),
        (
            "First look at new outlets: {n} items were already there, {matching} – "
            "not reported as new."
        ),
    ),
    first_look_matches=three("none matches", "{n} of them matches", "{n} of them match"),
    unpolled="not polled yet",
    failing_since="failing since {moment} ({failure})",
    quiet_days=three(
        "nothing new today, usually {usual} a day",
        "nothing new for {n} day, usually {usual} a day",
        "nothing new for {n} days, usually {usual} a day",
    ),
    overrun_times=three(
        "",
        "all its items had changed between two looks, once: a shorter interval misses less",
        "all its items had changed between two looks, {n} times: a shorter interval misses less",
    ),
    truncated_to=three(
        "none of its items is read",
        "only the first item of each look is read",
        "only the first {n} items of each look are read",
    ),
    unread_pages=three(
        "", "{n} page could not be read ({failure})", "{n} pages could not be read ({failure})"
    ),
    rule_set="rules {rule_set}",
    digest_id="digest {id}",
    message_id="message {id}",
    change="change what you get: {place}",
)
