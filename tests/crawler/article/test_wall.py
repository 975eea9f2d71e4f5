"""What stands in place of an article is told from articles that speak of such things."""

import pytest

from crawler.entry import UnreadableError
from model import FailureKind
from tests.crawler.article.newspages import STORIES, URL, paragraphs, read, wordpress

CLOUDFLARE = """<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>
<h1>news.example.org</h1><p>Checking if the site connection is secure. This takes a moment.</p>
<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script></body></html>"""
WALLS = {
    "en": ("We value your privacy", "We and our partners store data. Accept all cookies to go on."),
    "ar": ("نحن نقدر خصوصيتك", "نستخدم البيانات مع شركائنا، يرجى قبول جميع ملفات تعريف الارتباط."),
    "tr": ("Gizliliğinize değer veriyoruz", "Devam etmeden önce tüm çerezleri kabul et."),
    "ru": ("Мы ценим вашу конфиденциальность", "Прежде чем продолжить, примите условия."),
    "fr": ("Nous respectons votre vie privée", "Nous et nos partenaires utilisons des données."),
    "de": (
        "Wir schätzen Ihre Privatsphäre",
        "Wir und unsere Partner nutzen Daten. Alle akzeptieren",
    ),
}
LOGINS = {
    "en": "Please log in to see this page.",
    "ar": "يرجى تسجيل الدخول لمشاهدة هذه الصفحة",
    "tr": "Lütfen giriş yapın ve tekrar deneyin.",
    "ru": "Пожалуйста, войдите, чтобы увидеть страницу.",
    "fr": "Veuillez vous connecter pour voir la page.",
    "de": "Bitte melden Sie sich an, um die Seite zu sehen.",
}
PAYWALLS = {
    "en": "Subscribe to continue reading this article.",
    "ar": "هذا المحتوى للمشتركين فقط، اشترك لمتابعة القراءة.",
    "tr": "Okumaya devam etmek için üye olun.",
    "ru": "Полный текст доступен по подписке.",
    "fa": "برای خواندن ادامه این مطلب وارد شوید.",
    "fr": "Cet article est réservé aux abonnés.",
    "de": "Dieser Artikel ist kostenpflichtig.",
}


def refusal(page: str) -> UnreadableError:
    """Return the error that a page ends in."""
    with pytest.raises(UnreadableError) as caught:
        read(page)
    return caught.value


def test_a_bot_challenge_is_no_article() -> None:
    """Though it has a headline and a sentence."""
    error = refusal(CLOUDFLARE)

    assert error.kind == FailureKind.WALLED
    assert "bot challenge" in str(error)


def test_an_article_stays_one_though_the_page_carries_a_challenge_script() -> None:
    """Cloudflare puts it on pages that it lets through, too."""
    script = "<script src='/cdn-cgi/challenge-platform/x'></script>"
    text = "".join(
        f"<p>The oven number {n} was lit again on Monday morning.</p>" for n in range(20)
    )

    assert read(f"<article><h1>Oven</h1>{text}</article>{script}").text
    assert read(wordpress("en").replace("</body>", f"{script}</body>")).text


@pytest.mark.parametrize("language", WALLS)
def test_a_request_for_consent_is_no_article(language: str) -> None:
    """Whatever its language."""
    title, words = WALLS[language]
    error = refusal(
        f"<html><title>{title}</title><body><h1>{title}</h1><p>{words}</p></body></html>"
    )

    assert (error.kind, str(error)) == (
        FailureKind.WALLED,
        "a request for consent stands in place of the article",
    )


@pytest.mark.parametrize("language", LOGINS)
def test_a_login_is_no_article(language: str) -> None:
    """Nor is what stands over its form."""
    error = refusal(f"<html><title>Example</title><body><p>{LOGINS[language]}</p></body></html>")

    assert (error.kind, str(error)) == (
        FailureKind.WALLED,
        "a login stands in place of the article",
    )


def test_a_wall_before_an_article_that_json_ld_has_is_none() -> None:
    """The article is there, though not for eyes."""
    script = f'{{"@type":"NewsArticle","articleBody":"{" ".join(STORIES["en"][1])}"}}'
    page = f"<script type='application/ld+json'>{script}</script><p>Please log in to see this.</p>"

    assert read(page).text == " ".join(STORIES["en"][1])


def test_a_cookie_notice_beside_a_short_article_is_none_of_this() -> None:
    """News flashes are short, and notices are on every page."""
    notice = "<div><p>We use cookies. Cookie settings</p></div>"
    page = f"<html><body>{notice}<article><h1>Oven</h1>{paragraphs('en')}</article></body></html>"

    assert read(page).text.split("\n\n") == STORIES["en"][1]


def test_an_article_about_consent_is_an_article() -> None:
    """It is longer than any wall."""
    words = "We value your privacy, the company wrote, and it asked for consent once more. "
    text = "".join(f"<p>{n}: {words}</p>" for n in range(60))
    page = f"<article><h1>Firm fined</h1>{text}</article>"

    assert "the company wrote" in read(page).text


@pytest.mark.parametrize("language", PAYWALLS)
def test_a_paywall_is_noted(language: str) -> None:
    """What is there is taken; that it may be a part only is said."""
    first = STORIES[language][1][0] if language in STORIES else ""
    article = read(f"<article><h1>Oven</h1><p>{first}</p><p>{PAYWALLS[language]}</p></article>")

    assert first in article.text
    assert "subscribe" in article.note


def test_a_paywall_is_noted_where_only_json_ld_tells() -> None:
    """Schema.org has a word for it."""
    script = '{"@type":"NewsArticle","headline":"Oven","isAccessibleForFree":"False"}'
    script = f'<script type="application/ld+json">{script}</script>'

    assert "subscribers" in read(wordpress("en").replace("</head>", f"{script}</head>")).note


@pytest.mark.parametrize("link", ["Read more", "اقرأ المزيد", "Devamını oku", "Читать далее"])
def test_the_beginning_of_an_article_is_noted(link: str) -> None:
    """Some pages show a paragraph and a link to the rest."""
    first = STORIES["en"][1][0]
    article = read(f"<article><h1>Oven</h1><p>{first}</p><p>{link}</p></article>")

    assert article.text == first
    assert "only the beginning" in article.note


def test_a_text_that_ends_in_dots_is_noted() -> None:
    """It was cut by the outlet."""
    text = "The bakery of Derik has opened again, and the town …"

    assert "only the beginning" in read(f"<article><h1>Oven</h1><p>{text}</p></article>").note


def test_a_whole_article_is_not_noted() -> None:
    """A note on every article would be read by nobody."""
    assert read(wordpress("en"), url=URL).note == ""
