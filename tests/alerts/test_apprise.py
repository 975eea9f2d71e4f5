"""Messages to chats, over the real wire formats of several services, on loopback."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alerts.channels.apprise import AppriseChannel, AppriseSettings, harmless, masked
from model import DeliveryError
from model.message import Message, Postponed, SendResult, Sent
from tests.alerts.logs import everything_logged
from tests.alerts.loopback import LOOPBACK, drip, free_port, scripted
from tests.alerts.message_samples import MESSAGE
from tests.alerts.receiver import Receiver, listening

LINKS = [f"https://north.example/{'x' * 60}/{number}" for number in range(60)]
LONG = replace(
    MESSAGE,
    brief="\n\n".join(f"رتل عسكري – convoy {n}\n{link}" for n, link in enumerate(LINKS)),
)
TOKENS = ("T0KENtoken123456", "s3cretUser", "pa55word")


def settings(url: str, **changes: Any) -> AppriseSettings:
    """Return settings for a service on loopback."""
    return AppriseSettings("desk-chat", url, **({"allow_networks": LOOPBACK} | changes))


def channel(url: str, **changes: Any) -> AppriseChannel:
    """Return a channel that does not wait between two pieces."""
    made = AppriseChannel(settings(url, **changes))
    made._service.request_rate_per_sec = 0
    return made


def send(url: str, message: Message = MESSAGE, **changes: Any) -> SendResult:
    """Send a message once."""
    return channel(url, **changes).send(message, "")


def json_url(receiver: Receiver) -> str:
    """Return *receiver* as apprise writes it, with everything secret an address can hold."""
    place = receiver.url.removeprefix("http://").removesuffix("/hook")
    return (
        f"json://s3cretUser:pa55word@{place}/hook/T0KENtoken123456?+Authorization=T0KENtoken123456"
    )


def ntfy_url(receiver: Receiver) -> str:
    """Return *receiver* as an ntfy server; its topic is as good as a password."""
    return f"ntfy://{receiver.url.removeprefix('http://').removesuffix('/hook')}/T0KENtoken123456"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a receiver that takes everything."""
    with listening(Receiver(status=200, body=b"{}")) as running:
        yield running


def documents(receiver: Receiver) -> list[dict[str, Any]]:
    """Return what was posted."""
    return [json.loads(body) for _, body in receiver.requests]


def test_a_message_arrives_as_json(receiver: Receiver) -> None:
    """Title and brief, under our name, nothing attached."""
    assert send(json_url(receiver)) == Sent("JSON took it")

    (document,) = documents(receiver)
    assert document["title"] == MESSAGE.subject
    assert document["message"] == MESSAGE.brief
    assert document["attachments"] == []
    assert receiver.requests[0][0]["user-agent"] == "Hajiz"


def test_ntfy_gets_its_own_format(receiver: Receiver) -> None:
    """Topic, title and message."""
    assert send(ntfy_url(receiver)) == Sent("ntfy took it")

    (document,) = documents(receiver)
    assert document["topic"] == "T0KENtoken123456"
    assert (document["title"], document["message"]) == (MESSAGE.subject, MESSAGE.brief)


def redirected(url: str, place: str) -> Callable[[Receiver], AppriseChannel]:
    """Return what makes a channel for a service whose host is fixed, but on loopback."""

    def make(receiver: Receiver) -> AppriseChannel:
        made = channel(url)
        setattr(made._service, place, receiver.url)
        return made

    return make


def mattermost(receiver: Receiver) -> AppriseChannel:
    """Mattermost may be anywhere."""
    return channel(receiver.url.replace("http://", "mmost://").replace("/hook", f"/{'A' * 26}"))


SLACK = redirected("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#desk", "webhook_url")
DISCORD = redirected("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV", "notify_url")
TELEGRAM = redirected("tgram://123456789:abcdefg_hijklmnop/12315544/", "notify_url")


@pytest.mark.parametrize(
    ("make", "answer", "text_of", "limit"),
    [
        (SLACK, b"ok", lambda d: d["attachments"][0]["text"], 35000),
        (DISCORD, b"{}", lambda d: d["content"], 2000),
        (TELEGRAM, b'{"ok":true}', lambda d: d["text"], 4096),
        (mattermost, b"ok", lambda d: d["text"], 4000),
    ],
)
def test_chats_get_everything_in_pieces_of_their_size(
    receiver: Receiver,
    make: Callable[[Receiver], AppriseChannel],
    answer: bytes,
    text_of: Callable[[dict[str, Any]], str],
    limit: int,
) -> None:
    """In the format of each, no text lost and no link cut."""
    receiver.body = answer

    assert isinstance(make(receiver).send(LONG, ""), Sent)

    texts = [text_of(document) for document in documents(receiver)]
    assert all(len(text) <= limit for text in texts)
    words = " ".join(texts).split()
    assert [word for word in words if word.startswith("https://")] == LINKS
    assert sum(word == "رتل" for word in words) >= len(LINKS)


def test_ntfy_gets_no_attachment_of_a_long_arabic_text(receiver: Receiver) -> None:
    """It counts octets, and apprise would make a file of what is too long."""
    message = replace(MESSAGE, brief="\n\n".join(["رتل عسكري يتحرك نحو القامشلي"] * 300))

    assert isinstance(send(ntfy_url(receiver), message), Sent)

    texts = [document["message"] for document in documents(receiver)]
    assert all(len(text.encode()) <= 4096 for text in texts)
    assert " ".join(texts).count("القامشلي") == 300
    assert texts[0].startswith(f"(1/{len(texts)})\n")


def test_pieces_that_went_are_not_sent_again(receiver: Receiver) -> None:
    """The next attempt goes on where the last one ended, and then all is forgotten."""
    desk = channel(ntfy_url(receiver))
    receiver.before = lambda number: setattr(receiver, "status", 503 if number == 1 else 200)

    first = desk.send(LONG, "")
    second = desk.send(LONG, "")

    assert isinstance(first, Postponed)
    assert isinstance(second, Sent)
    starts = [document["message"].partition("\n")[0] for document in documents(receiver)]
    count = len(starts) - 1
    expected = [f"({number}/{count})" for number in range(1, count + 1)]
    assert starts == [*expected[:2], *expected[1:]]
    assert desk._gone == {}


@pytest.mark.parametrize(
    ("status", "is_suspect"),
    [(302, False), (400, True), (401, True), (404, True), (413, True), (429, False), (500, False)],
)
@pytest.mark.parametrize("url_of", [json_url, ntfy_url])
def test_fm_101_103_failures_are_postponed_with_their_reason(
    receiver: Receiver, url_of: Callable[[Receiver], str], status: int, is_suspect: bool
) -> None:
    """A redirect is not followed either; the status is named, the address is not."""
    with listening(Receiver(status=200)) as elsewhere:
        receiver.status, receiver.headers = status, {"location": elsewhere.url}
        result = send(url_of(receiver) + ("&" if "?" in url_of(receiver) else "?") + "redirect=yes")

    assert isinstance(result, Postponed)
    assert f"answered {status} " in result.reason
    assert result.is_suspect == is_suspect
    assert elsewhere.requests == []
    assert len(receiver.requests) == 1


def test_fm_101_nobody_listening_is_postponed() -> None:
    """In apprise's words, without the address."""
    result = send(f"json://127.0.0.1:{free_port()}/T0KENtoken123456")

    assert isinstance(result, Postponed)
    assert "onnection error" in result.reason


def test_fm_101_an_answer_that_drips_is_not_waited_for() -> None:
    """Each octet is in time, the whole is not."""
    start = b"HTTP/1.1 200 OK\r\n\r\n"
    with scripted(lambda connection: drip(connection, start, seconds=1)) as port:
        begun = time.monotonic()
        result = send(f"json://127.0.0.1:{port}/", timeout=timedelta(seconds=0.3))

    assert result == Postponed("JSON did not answer within 0.3 s; it may have arrived after all")
    assert time.monotonic() - begun < 5


def test_fm_107_no_secret_is_seen_anywhere(
    receiver: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    """Reasons, reprs, logs and standard error, also where apprise cannot read the address."""
    good = json_url(receiver)
    said = [repr(settings(good)), repr(channel(good))]
    with everything_logged() as log:
        for status in (200, 302, 401, 404, 500):
            receiver.status = status
            said += [repr(send(good)), repr(send(ntfy_url(receiver)))]
        said.append(repr(send(good.replace("127.0.0.1", "no-such-host.invalid"))))
        for url in ("nosuch://s3cretUser:pa55word@x/T0KENtoken123456", "slack://T0KENtoken123456"):
            with pytest.raises(DeliveryError) as raised:
                send(url)
            said.append(repr(raised.value) + repr(raised.value.__context__))
    said += [*capfd.readouterr(), log.getvalue()]

    assert not [token for token in TOKENS for each in said if token.lower() in each.lower()]


def test_masked_words_keep_their_sense() -> None:
    """Only what stands in the address goes, in any spelling."""
    words = "Failed to send ntfy notification to topic 'Hid-D3n': quota %2Freached"

    assert masked(words, "ntfy://user@host/hid%2Dd3n") == (
        "Failed to send ntfy notification to topic '***-***': quota %2Freached"
    )


@pytest.mark.parametrize(
    "text",
    ["@everyone look", "<!channel>", "<@U123>", "<#C1>", "[press](https://evil.example)", "@here"],
)
def test_an_outlet_cannot_call_everybody_or_hide_a_link(text: str) -> None:
    """The words stay readable; the service no longer takes them for a command."""
    changed = harmless(text)

    assert changed != text
    assert changed.replace("\u2060", "") == text


@pytest.mark.parametrize(
    "text", ["desk@desk.example", "a < b", "all @ home", "x [1] (y)", "@allen"]
)
def test_other_words_stay_as_they_are(text: str) -> None:
    """Nothing is added where nothing could be taken for a command."""
    assert harmless(text) == text


def test_fm_108_templates_stay_literal(receiver: Receiver) -> None:
    """What looks like a template is text."""
    send(json_url(receiver), replace(MESSAGE, brief="{{7*7}} ${HOME} \\n %s"))

    assert documents(receiver)[0]["message"] == "{{7*7}} ${HOME} \\n %s"


def test_a_subject_too_long_for_a_title_opens_the_text(receiver: Receiver) -> None:
    """Nothing of it is cut; and a brief that begins with the subject says it once."""
    subject = "x" * 300
    send(json_url(receiver), replace(MESSAGE, subject=subject))
    send(json_url(receiver), replace(MESSAGE, brief=f"{MESSAGE.subject}\n\nThe rest"))
    send(json_url(receiver), replace(MESSAGE, brief=""))

    first, second, third = documents(receiver)
    assert (first["title"], first["message"]) == ("", f"{subject}\n\n{MESSAGE.brief}")
    assert (second["title"], second["message"]) == (MESSAGE.subject, "The rest")
    assert third["message"].split() == MESSAGE.text.split()


def test_the_format_is_passed_on(receiver: Receiver) -> None:
    """The text is escaped for it."""
    send(json_url(receiver), replace(MESSAGE, brief="a <b> & c"), format="html")

    assert "&lt;b&gt;" in documents(receiver)[0]["message"]


@pytest.mark.parametrize("url", ["", "x", "nosuch://x", "slack://x", "https://desk.example/"])
def test_an_address_apprise_cannot_read_is_refused(url: str) -> None:
    """With the place where addresses are explained."""
    with pytest.raises(DeliveryError, match='channel "desk-chat": its url is none that apprise'):
        channel(url)
