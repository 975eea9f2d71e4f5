"""Front pages in the styles outlets have them, with news of our own."""

from collections.abc import Sequence

HEADLINES = (
    "Long convoy of supply trucks passes the bridge at night",
    "Checkpoint on the northern road opens again after a week",
    "Council of the town meets about bread and water prices",
    "Farmers begin the harvest of cotton two weeks too late",
    "School buildings in three villages are repaired this winter",
    "Power station works again, engineers of the district say",
)
ARABIC = (
    "رتل من الشاحنات يعبر الجسر ليلا باتجاه المدينة",
    "إعادة فتح الحاجز على الطريق الشمالي بعد أسبوع",
    "مجلس البلدة يناقش أسعار الخبز والمياه في الريف",
    "المزارعون يبدؤون موسم القطن متأخرين أسبوعين",
    "ترميم مدارس في ثلاث قرى قبل حلول فصل الشتاء",
    "محطة الكهرباء تعود إلى العمل بعد صيانة طويلة",
)


def wordpress(headlines: Sequence[str] = HEADLINES) -> str:
    """Return an archive as WordPress themes write it, with a menu and a sidebar."""
    posts = "".join(
        f"""<article id="post-{n}" class="post-{n} post type-post hentry category-news">
        <a class="post-thumbnail" href="https://example.org/2026/11/{n}/story-{n}/"><img alt=""></a>
        <header class="entry-header"><h2 class="entry-title">
          <a href="https://example.org/2026/11/{n}/story-{n}/" rel="bookmark">{headline}</a></h2>
          <div class="entry-meta"><time class="entry-date published"
            datetime="2026-11-{n:02d}T08:00:00+03:00">{n} November 2026</time>
            <a href="https://example.org/author/editor-of-news/">Editor of the local news</a>
          </div></header>
        <div class="entry-content">
          <p>The first sentence of story {n} says what happened, and where.</p>
          <a href="https://example.org/2026/11/{n}/story-{n}/#more">Continue reading this</a></div>
        </article>"""
        for n, headline in enumerate(headlines, 1)
    )
    menu = "".join(f'<li><a href="/section-{n}/">The section number {n}</a></li>' for n in range(9))
    popular = "".join(
        f'<li><a href="/2025/01/{n}/old/">An old and popular story no. {n}</a></li>'
        for n in range(3)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>News | Example</title></head>
    <body class="archive"><header><nav><ul class="menu">{menu}</ul></nav></header>
    <div id="primary"><main id="main">{posts}</main></div>
    <aside id="secondary"><section class="widget"><ul>{popular}</ul></section></aside>
    <footer><a href="/about-us-and-our-friends/">About us and all our friends</a></footer>
    </body></html>"""


def portal(headlines: Sequence[str] = HEADLINES) -> str:
    """Return a front page of nothing but <div>, its dates in words."""
    cards = "".join(
        f"""<div class="col-md-4 mb-3"><div class="news-card shadow">
        <div class="img-box"><a href="/news/{5000 + n}/story"><img src="/i.jpg" alt="picture"></a>
        </div><div class="card-info"><div class="card-cat"><a href="/category/local">Local</a></div>
        <div class="card-headline"><a href="/news/{5000 + n}/story">{headline}</a></div>
        <div class="card-date">{n} November 2026, 10:0{n}</div></div></div></div>"""
        for n, headline in enumerate(headlines, 1)
    )
    return f"""<html><head><title>Example portal</title></head><body>
    <div class="top-menu"><div><a href="/c/1">Politics</a></div></div>
    <div class="container"><div class="row">{cards}</div></div></body></html>"""


def tables(headlines: Sequence[str] = ARABIC, head: str = "") -> str:
    """Return a page of the old kind: written from the right, laid out with tables, no classes."""
    rows = "".join(
        f"""<tr><td width="80"><img src="pic{n}.jpg"></td>
        <td><font size="4"><b><a href="news.php?id={900 + n}">{headline}</a></b></font><br>
        <font color="gray">{n}/11/2026</font></td></tr>"""
        for n, headline in enumerate(headlines, 1)
    )
    return f"""<html dir="rtl"><head>{head}<title>أخبار</title></head><body>
    <table width="100%"><tr><td><a href="index.php">الرئيسية</a></td></tr>
    </table><table id="newslist" width="100%">{rows}</table></body></html>"""


def cards(headlines: Sequence[str] = HEADLINES) -> str:
    """Return a page whose links go around whole articles."""
    items = "".join(
        f"""<li class="c-list__item"><a class="c-card" href="/story/{headline.replace(" ", "-")}">
        <h3 class="c-card__title">{headline}</h3>
        <p class="c-card__teaser">What happened there, and what people say who saw story {n}.</p>
        <time datetime="2026-11-{n:02d}">today</time></a></li>"""
        for n, headline in enumerate(headlines, 1)
    )
    return f"<html><body><main><ul class='c-list'>{items}</ul></main></body></html>"
