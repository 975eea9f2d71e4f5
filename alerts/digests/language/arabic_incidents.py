"""
What Hajiz says of incidents in Arabic.

Who denies or confirms stands behind a noun ("نفي من …"): a verb would have to agree with names
whose gender we do not know.
"""

from alerts.digests.language.incident_words import IncidentWords
from alerts.digests.language.plurals import six

ARABIC_INCIDENTS = IncidentWords(
    topics={
        "airstrike": "ضربة جوية",
        "attack": "هجوم",
        "blocked": "اعتراض",
        "checkpoint": "حاجز",
        "clash": "اشتباك",
        "convoy": "رتل",
        "crossing": "معبر",
        "patrol": "دورية",
        "roadblock": "قطع طريق",
    },
    anything="حادثة",
    unlisted="قرية غير مدرجة",
    at_place="{what} – {place}",
    on_day="{what}، {day}",
    from_day_to_day="من {first} إلى {last}",
    origin_names={},
    outlets=six(
        "",
        "وسيلة إعلام واحدة",
        "وسيلتا إعلام",
        "{n} وسائل إعلام",
        "{n} وسيلة إعلام",
        "{n} وسيلة إعلام",
    ),
    origins=six(
        "",
        "مصدر واحد ({names})",
        "مصدران ({names})",
        "{n} مصادر ({names})",
        "{n} مصدراً ({names})",
        "{n} مصدر ({names})",
    ),
    more_names=six("", "وواحد آخر", "واثنان آخران", "و{n} آخرون", "و{n} آخرون", "و{n} آخرون"),
    unknown="المصدر مجهول",
    also_unnamed="وأيضاً بلا ذكر مصدر",
    unnamed="المصدر مجهول",
    confirmed="تأكيد من {names}",
    denied="نفي من {names}",
    disputed="اعتراض من {names}",
    disputed_on="اعتراض على {detail} من {names}",
    details={"airstrike": "الضربة الجوية", "casualties": "الضحايا", "location": "المكان"},
    things={
        "vehicle": "آليات",
        "vehicle:aircraft": "طائرات",
        "vehicle:armoured": "آليات مصفحة",
        "vehicle:bus": "حافلات",
        "vehicle:tank": "دبابات",
        "vehicle:tanker": "صهاريج",
        "vehicle:truck": "شاحنات",
        "killed": "قتلى",
        "killed:civilian": "قتلى من المدنيين",
        "killed:fighter": "قتلى من المقاتلين",
        "killed:soldier": "قتلى من العسكريين",
        "wounded": "جرحى",
        "wounded:civilian": "جرحى من المدنيين",
        "wounded:fighter": "جرحى من المقاتلين",
        "wounded:soldier": "جرحى من العسكريين",
    },
    figures_of="{thing}: {figures}",
    figure_of="{n} ({origin})",
    new_origin="مصدر جديد: {names}",
    edited="تعديل لدى {names}",
    more_news=six(
        "", "وأمر آخر", "وأمران آخران", "و{n} أمور أخرى", "و{n} أمراً آخر", "و{n} أمر آخر"
    ),
    first_seen="أول ما نُشر: {outlet} {moment}",
    arrow=" ← ",
    later="{outlet} بعد {time}",
    had_from="{step} (نقلاً عن {origin})",
    minutes=six("أقل من دقيقة", "دقيقة", "دقيقتين", "{n} دقائق", "{n} دقيقة", "{n} دقيقة"),
    hours=six("أقل من ساعة", "ساعة", "ساعتين", "{n} ساعات", "{n} ساعة", "{n} ساعة"),
    days=six("أقل من يوم", "يوم", "يومين", "{n} أيام", "{n} يوماً", "{n} يوم"),
    hours_and_minutes="{hours} و{minutes}",
    more_outlets=six(
        "",
        "ووسيلة إعلام أخرى",
        "ووسيلتا إعلام أخريان",
        "و{n} وسائل إعلام أخرى",
        "و{n} وسيلة إعلام أخرى",
        "و{n} وسيلة إعلام أخرى",
    ),
)
