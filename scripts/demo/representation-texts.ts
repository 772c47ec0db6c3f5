/** Words of the demonstration's bodies and motions, in the four languages. All motions are invented. */
type Content = Record<'en' | 'fr' | 'es' | 'ar', string>;

export const BODY_NAMES: Record<'GA' | 'CR' | 'EC', Content> = {
  GA: { en: 'General Assembly', fr: 'Assemblée générale', es: 'Asamblea General', ar: 'الجمعية العامة' },
  CR: {
    en: 'Committee of Representatives',
    fr: 'Comité des représentants',
    es: 'Comité de Representantes',
    ar: 'لجنة الممثلين',
  },
  EC: { en: 'Executive Committee', fr: 'Comité exécutif', es: 'Comité Ejecutivo', ar: 'اللجنة التنفيذية' },
};

/** The name of a region's committee from the region's own. */
export function regionalCommittee(region: Record<string, string>): Content {
  const en = region['en'] ?? '';
  return {
    en: `Regional Committee, ${en}`,
    fr: `Comité régional, ${region['fr'] ?? en}`,
    es: `Comité Regional, ${region['es'] ?? en}`,
    ar: `اللجنة الإقليمية، ${region['ar'] ?? en}`,
  };
}

export interface DemoMotion {
  title: Content;
  wording: Content;
  question: 'ordinary' | 'rulebook';
  /** Shares of yes and no among those present; the rest abstains. */
  leaning: [yes: number, no: number];
}

const REPORT: DemoMotion = {
  title: {
    en: 'Yearly report',
    fr: 'Rapport annuel',
    es: 'Informe anual',
    ar: 'التقرير السنوي',
  },
  wording: {
    en: 'The committee takes note of the report on members, dues and activities of the past year and asks that it be sent to all members.',
    fr: 'Le comité prend acte du rapport sur les membres, les cotisations et les activités de l’année écoulée et demande qu’il soit envoyé à tous les membres.',
    es: 'El comité toma nota del informe sobre los miembros, las cuotas y las actividades del año pasado y pide que se envíe a todos los miembros.',
    ar: 'تحيط اللجنة علمًا بالتقرير عن الأعضاء والاشتراكات والأنشطة في السنة الماضية، وتطلب إرساله إلى جميع الأعضاء.',
  },
  question: 'ordinary',
  leaning: [0.9, 0.02],
};

const FORUMS: DemoMotion = {
  title: {
    en: 'A forum in every region',
    fr: 'Un forum dans chaque région',
    es: 'Un foro en cada región',
    ar: 'منتدى في كل منطقة',
  },
  wording: {
    en: 'Every region holds a forum with its intergovernmental bodies at least once in two years and reports its outcomes.',
    fr: 'Chaque région tient un forum avec ses organisations intergouvernementales au moins une fois tous les deux ans et en rapporte les résultats.',
    es: 'Cada región celebra un foro con sus organismos intergubernamentales al menos una vez cada dos años e informa de sus resultados.',
    ar: 'تعقد كل منطقة منتدى مع هيئاتها الحكومية الدولية مرة كل سنتين على الأقل، وتبلّغ عن نتائجه.',
  },
  question: 'ordinary',
  leaning: [0.7, 0.15],
};

const VOTES: DemoMotion = {
  title: {
    en: 'Votes of members of category B',
    fr: 'Voix des membres de catégorie B',
    es: 'Votos de los miembros de categoría B',
    ar: 'أصوات أعضاء الفئة ب',
  },
  wording: {
    en: 'Members of category B have two votes instead of one.',
    fr: 'Les membres de catégorie B ont deux voix au lieu d’une.',
    es: 'Los miembros de categoría B tienen dos votos en lugar de uno.',
    ar: 'يكون لأعضاء الفئة ب صوتان بدلًا من صوت واحد.',
  },
  question: 'rulebook',
  leaning: [0.5, 0.35],
};

const LANGUAGES: DemoMotion = {
  title: {
    en: 'Papers in four languages',
    fr: 'Documents en quatre langues',
    es: 'Documentos en cuatro idiomas',
    ar: 'الوثائق بأربع لغات',
  },
  wording: {
    en: 'Papers of the committee are sent out four weeks before a meeting, in English, French, Spanish and Arabic.',
    fr: 'Les documents du comité sont envoyés quatre semaines avant une réunion, en anglais, français, espagnol et arabe.',
    es: 'Los documentos del comité se envían cuatro semanas antes de cada reunión, en inglés, francés, español y árabe.',
    ar: 'تُرسل وثائق اللجنة قبل الاجتماع بأربعة أسابيع، بالإنجليزية والفرنسية والإسبانية والعربية.',
  },
  question: 'ordinary',
  leaning: [0.8, 0.1],
};

const RELIEF: DemoMotion = {
  title: {
    en: 'Relief for councils in crisis',
    fr: 'Allègement pour les conseils en crise',
    es: 'Alivio para consejos en crisis',
    ar: 'تخفيف عن المجالس في الأزمات',
  },
  wording: {
    en: 'The executive committee may waive the dues of a council for one year where war or disaster stops its work, and reports each case.',
    fr: 'Le comité exécutif peut exonérer un conseil de cotisation pour une année lorsque la guerre ou une catastrophe arrête son travail, et rend compte de chaque cas.',
    es: 'El comité ejecutivo puede eximir a un consejo de la cuota de un año cuando la guerra o un desastre detenga su trabajo, e informa de cada caso.',
    ar: 'يجوز للجنة التنفيذية أن تعفي مجلسًا من اشتراك سنة إذا أوقفت الحرب أو كارثة عمله، وتبلّغ عن كل حالة.',
  },
  question: 'ordinary',
  leaning: [0.55, 0.3],
};

const PROGRAMME: DemoMotion = {
  title: {
    en: 'Mid-term review of the programme',
    fr: 'Examen à mi-parcours du programme',
    es: 'Examen de mitad de período del programa',
    ar: 'استعراض منتصف المدة للبرنامج',
  },
  wording: {
    en: 'The global programme is reviewed at mid-term together with the regions, and the review comes before this committee.',
    fr: 'Le programme mondial est examiné à mi-parcours avec les régions, et l’examen est soumis au présent comité.',
    es: 'El programa mundial se examina a mitad de período junto con las regiones, y el examen se presenta a este comité.',
    ar: 'يُستعرض البرنامج العالمي في منتصف مدته بالاشتراك مع المناطق، ويُعرض الاستعراض على هذه اللجنة.',
  },
  question: 'ordinary',
  leaning: [0.85, 0.05],
};

const YEARLY: DemoMotion = {
  title: {
    en: 'Assemblies every year',
    fr: 'Une assemblée chaque année',
    es: 'Asambleas cada año',
    ar: 'جمعية عامة كل سنة',
  },
  wording: {
    en: 'The General Assembly meets every year instead of every second year.',
    fr: 'L’Assemblée générale se réunit chaque année au lieu de tous les deux ans.',
    es: 'La Asamblea General se reúne cada año en lugar de cada dos años.',
    ar: 'تجتمع الجمعية العامة كل سنة بدلًا من كل سنتين.',
  },
  question: 'ordinary',
  leaning: [0.3, 0.55],
};

/** Agendas of the committee's past meetings, the oldest first, and of the one that is open. */
export const PAST_AGENDAS = [
  [REPORT, FORUMS, YEARLY],
  [REPORT, LANGUAGES, VOTES],
];
export const OPEN_AGENDA = [RELIEF, PROGRAMME, LANGUAGES, FORUMS];
export const REGIONAL_AGENDA = [FORUMS];

export const MEETING_TITLE: Content = {
  en: 'Meeting of the committee',
  fr: 'Réunion du comité',
  es: 'Reunión del comité',
  ar: 'اجتماع اللجنة',
};
