"""Article pages as content management systems make them, in the languages of the outlets."""

from crawler.article.extract import extract
from crawler.article.page import Article, ArticlePage

URL = "https://news.example.org/2024/05/convoy-story"

# A headline, the sentences of its article, and what other articles on the page are called. The
# others speak of what rules look for; the article does not.
STORIES = {
    "en": (
        "Bakery in Derik opens again after repairs",
        [
            "The town's largest bakery opened again on Monday after repairs that took three weeks.",
            "Residents had bought bread from villages nearby, an employee of the bakery said.",
            "The municipality paid for a new oven, and prices stay as they were before.",
        ],
        ["Military convoy enters Qamishli from the east", "New checkpoint closes road to Hasakah"],
    ),
    "ar": (
        "إعادة افتتاح الفرن الآلي في المالكية بعد صيانته",
        [
            "افتتحت البلدية الاثنين الفرن الآلي في المدينة بعد أعمال صيانة استمرت ثلاثة أسابيع.",
            "وقال أحد العاملين إن الأهالي كانوا يشترون الخبز من القرى المجاورة طوال تلك المدة.",
            "وأضاف أن البلدية دفعت ثمن الفرن الجديد وأن الأسعار ستبقى على حالها في الوقت الحالي.",
        ],
        ["رتل عسكري يدخل مدينة القامشلي من الجهة الشرقية", "حاجز جديد يقطع الطريق إلى الحسكة"],
    ),
    "ckb": (
        "نانەواخانەی گەورەی دێرک دووبارە کرایەوە",
        [
            "نانەواخانەی گەورەی شارەکە ڕۆژی دووشەممە دوای سێ هەفتە چاککردنەوە دووبارە کرایەوە.",
            "کارمەندێکی نانەواخانەکە گوتی کە خەڵک لەو ماوەیەدا نانیان لە گوندەکانی نزیک کڕیوە.",
            "شارەوانی پارەی فڕنی نوێی داوە و نرخەکان وەک پێشوو دەمێننەوە بێ هیچ گۆڕانکارییەک.",
        ],
        ["کاروانێکی سەربازی دەچێتە ناو شاری قامیشلۆ", "بازگەیەکی نوێ ڕێگای حەسەکە دادەخات"],
    ),
    "ku": (
        "Firina Dêrikê piştî tamîrê ji nû ve vebû",
        [
            "Firina herî mezin a bajêr roja duşemê piştî sê hefteyên tamîrê ji nû ve vebû.",
            "Karmendekî firinê got ku xelkê di wê demê de nan ji gundên derdorê dikirî.",
            "Şaredariyê pereyê firina nû daye û biha wekî berê dimînin heta dawiya salê.",
        ],
        ["Karwaneke leşkerî ket Qamişlo ji rojhilat ve", "Nuqteya kontrolê ya nû riya Hesekê girt"],
    ),
    "tr": (
        "Derik'teki fırın onarımın ardından yeniden açıldı",
        [
            "İlçenin en büyük fırını üç hafta süren onarımdan sonra pazartesi günü yeniden açıldı.",
            "Fırın çalışanı, halkın bu sürede ekmeği yakındaki köylerden aldığını söyledi.",
            "Belediye yeni fırının parasını ödedi ve fiyatlar yıl sonuna kadar aynı kalacak.",
        ],
        ["Askeri konvoy doğudan Kamışlı'ya girdi", "Yeni kontrol noktası Haseke yolunu kapattı"],
    ),
    "ru": (
        "Пекарня в Дерике снова открылась после ремонта",
        [
            "Крупнейшая пекарня города снова открылась в понедельник после трёх недель ремонта.",
            "Жители всё это время покупали хлеб в соседних деревнях, рассказал сотрудник пекарни.",
            "Новую печь оплатил муниципалитет, и цены до конца года останутся прежними.",
        ],
        ["Военная колонна вошла в Камышлы с востока", "Новый блокпост перекрыл дорогу на Хасеке"],
    ),
    "fa": (
        "نانوایی بزرگ دیریک پس از تعمیر دوباره باز شد",
        [
            "بزرگ‌ترین نانوایی شهر روز دوشنبه پس از سه هفته تعمیر دوباره کار خود را آغاز کرد.",
            "یکی از کارکنان نانوایی گفت که مردم در این مدت نان را از روستاهای نزدیک می‌خریدند.",
            "شهرداری هزینه تنور تازه را پرداخته است و قیمت‌ها تا پایان سال تغییری نمی‌کند.",
        ],
        ["کاروان نظامی از سمت شرق وارد قامشلی شد", "ایست بازرسی تازه راه حسکه را بست"],
    ),
    "fr": (
        "La boulangerie de Dérik rouvre après des travaux",
        [
            "La plus grande boulangerie de la ville a rouvert lundi après trois semaines.",
            "Les habitants achetaient leur pain dans les villages voisins, a dit un employé.",
            "La municipalité a payé un four neuf, et les prix restent ceux d'avant les travaux.",
        ],
        ["Un convoi militaire entre à Qamichli par l'est", "Un barrage coupe la route de Hassaké"],
    ),
    "de": (
        "Bäckerei in Derik öffnet nach Umbau wieder",
        [
            "Die größte Bäckerei der Stadt hat am Montag nach drei Wochen wieder geöffnet.",
            "Bewohner kauften ihr Brot so lange in den Dörfern nebenan, sagt ein Angestellter.",
            "Die Gemeinde hat den neuen Ofen bezahlt, und die Preise bleiben gleich wie vorher.",
        ],
        [
            "Militärkonvoi fährt von Osten nach Kamischli ein",
            "Kontrollposten sperrt Weg nach Hasaka",
        ],
    ),
}
# What stands over a list of other articles, before a link to one, and at the foot of the page.
FURNITURE = {
    "en": ("Related articles", "Read also", "All rights reserved. Follow us on Telegram"),
    "ar": ("مواضيع ذات صلة", "اقرأ أيضًا", "جميع الحقوق محفوظة لموقعنا"),
    "ckb": ("هەواڵی پەیوەندیدار", "هەروەها بخوێنەوە", "هەموو مافەکان پارێزراون"),
    "ku": ("Nûçeyên têkildar", "Bixwîne", "Hemû maf parastî ne"),
    "tr": ("İlgili haberler", "Ayrıca okuyun", "Tüm hakları saklıdır"),
    "ru": ("Материалы по теме", "Читайте также", "Все права защищены. Подписывайтесь на нас"),
    "fa": ("مطالب مرتبط", "بیشتر بخوانید", "تمامی حقوق این سایت محفوظ است"),
    "fr": ("Sur le même sujet", "Lire aussi", "Tous droits réservés"),
    "de": ("Mehr zum Thema", "Lesen Sie auch", "Alle Rechte vorbehalten"),
}


def paragraphs(language: str, tag: str = "p") -> str:
    """Return the article of *language* as paragraphs."""
    return "\n".join(f"<{tag}>{sentence}</{tag}>" for sentence in STORIES[language][1])


def links(language: str) -> list[str]:
    """Return links to the other articles."""
    return [f'<a href="/2024/05/other-{n}">{t}</a>' for n, t in enumerate(STORIES[language][2])]


def wordpress(language: str) -> str:
    """Return a page as WordPress themes make it."""
    title, heading, label, foot = STORIES[language][0], *FURNITURE[language]
    first, *rest = STORIES[language][1]
    items = "".join(f"<li>{link}</li>" for link in links(language))
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">
<title>{title} - News</title><meta property="og:title" content="{title}">
<link rel="canonical" href="{URL}/?utm_source=feed">
<meta property="article:published_time" content="2024-05-06T09:30:00+03:00">
<meta name="author" content="Newsroom"></head>
<body class="post-template-default single cookies-not-set"><div id="page" class="site">
<header class="site-header"><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<main><article class="post">
<header class="entry-header"><h1 class="entry-title">{title}</h1></header>
<div class="entry-content"><p>{first}</p>
<p><strong>{label}:</strong> {links(language)[0]}</p>
{"".join(f"<p>{sentence}</p>" for sentence in rest)}
<div class="sharedaddy"><h3>Share</h3><ul>
<li><a href="https://t.me/share">Telegram</a></li></ul></div>
<div class="jp-relatedposts"><h3>{heading}</h3><ul>{items}</ul></div></div></article>
<div id="comments" class="comments-area"><p>A reader says that he saw a convoy there.</p></div>
</main>
<aside class="widget-area"><h2>Most read</h2><ul>{items}</ul></aside>
<footer><p>{foot}</p></footer></div></body></html>"""


def divs_and_breaks(language: str) -> str:
    """Return a page of a home-made system: no paragraphs, no articles, no names that help."""
    title, heading, label, foot = STORIES[language][0], *FURNITURE[language]
    text = "<br><br>".join(STORIES[language][1])
    others = "<br>".join(links(language))
    return f"""<html><head><meta charset="utf-8"><title>{title}</title></head><body>
<table width="100%"><tr><td class="c1"><div class="b1"><h1>{title}</h1>
<div class="txt">{text}<br><br><b>{label}:</b> {links(language)[1]}</div></div></td>
<td class="c2"><div class="b2"><b>{heading}</b><br>{others}</div></td></tr></table>
<div class="b3">{foot}</div></body></html>"""


def scripted(language: str) -> str:
    """Return a page whose class names are made by a machine."""
    title, heading, label, foot = STORIES[language][0], *FURNITURE[language]
    first, *rest = STORIES[language][1]
    cards = "".join(
        f'<div class="css-9f2"><h3>{link}</h3><span>2 h</span></div>' for link in links(language)
    )
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<title>{title} | News</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"{title.replace('"', "")}","datePublished":"2024-05-06T06:30:00Z",
"author":[{{"@type":"Person","name":"Newsroom"}}]}}</script></head>
<body><div id="__next"><main class="css-1a2"><h1 class="css-3b4">{title}</h1>
<section class="css-5c6"><p class="css-p">{first}</p>
<p class="css-p">{label}: {links(language)[0]}</p>
{"".join(f'<p class="css-p">{sentence}</p>' for sentence in rest)}</section>
<section class="css-7d8"><h2>{heading}</h2>{cards}</section></main>
<div class="css-foot"><p>{foot}</p></div></div></body></html>"""


def read(
    body: str | bytes, *, url: str = URL, language: str = "en", title: str = "", kind: str = ""
) -> Article:
    """Extract the article of a page."""
    data = body.encode("utf-8") if isinstance(body, str) else body
    return extract(ArticlePage("outlet", url, language, kind or "text/html", data, title))
