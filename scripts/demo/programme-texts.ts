/** Words of the invented programme, in the four languages. A title and its object are joined by a colon. */
type Content = { en: string; fr: string; es: string; ar: string };

export const REGIONAL_TITLE: Content = {
  en: 'Regional programme',
  fr: 'Programme régional',
  es: 'Programa regional',
  ar: 'البرنامج الإقليمي',
};

/** Names of bodies as sources print them, with their names in the other languages. */
export const ADOPTED_BY: Record<string, Content> = {
  'Committee of Representatives': {
    en: 'Committee of Representatives',
    fr: 'Comité des représentants',
    es: 'Comité de Representantes',
    ar: 'لجنة الممثلين',
  },
  'Executive Committee': {
    en: 'Executive Committee',
    fr: 'Comité exécutif',
    es: 'Comité Ejecutivo',
    ar: 'اللجنة التنفيذية',
  },
  'Regional committee': {
    en: 'Regional committee',
    fr: 'Comité régional',
    es: 'Comité regional',
    ar: 'اللجنة الإقليمية',
  },
};

export const CURRENT: { title: Content; components: Content[] } = {
  title: { en: 'Global Programme', fr: 'Programme mondial', es: 'Programa mundial', ar: 'البرنامج العالمي' },
  components: [
    {
      en: 'Social protection for all',
      fr: 'Protection sociale pour tous',
      es: 'Protección social para todos',
      ar: 'الحماية الاجتماعية للجميع',
    },
    {
      en: 'Strong national councils',
      fr: 'Des conseils nationaux solides',
      es: 'Consejos nacionales sólidos',
      ar: 'مجالس وطنية قوية',
    },
    {
      en: 'Knowledge and communication',
      fr: 'Savoirs et communication',
      es: 'Conocimiento y comunicación',
      ar: 'المعرفة والتواصل',
    },
    {
      en: 'Advocacy with the United Nations',
      fr: 'Plaidoyer auprès des Nations Unies',
      es: 'Incidencia ante las Naciones Unidas',
      ar: 'المناصرة لدى الأمم المتحدة',
    },
    {
      en: 'Regional cooperation',
      fr: 'Coopération régionale',
      es: 'Cooperación regional',
      ar: 'التعاون الإقليمي',
    },
    {
      en: 'Partnerships between councils',
      fr: 'Partenariats entre conseils',
      es: 'Alianzas entre consejos',
      ar: 'الشراكات بين المجالس',
    },
    {
      en: 'Social services in a changing climate',
      fr: 'Services sociaux face au climat qui change',
      es: 'Servicios sociales ante el cambio climático',
      ar: 'الخدمات الاجتماعية في مناخ متغير',
    },
  ],
};

export const KINDS: Content[] = [
  { en: 'Regional workshop', fr: 'Atelier régional', es: 'Taller regional', ar: 'ورشة عمل إقليمية' },
  { en: 'Policy dialogue', fr: 'Dialogue politique', es: 'Diálogo sobre políticas', ar: 'حوار حول السياسات' },
  { en: 'Training course', fr: 'Formation', es: 'Curso de formación', ar: 'دورة تدريبية' },
  { en: 'Study visit', fr: 'Visite d’étude', es: 'Visita de estudio', ar: 'زيارة دراسية' },
  { en: 'Expert seminar', fr: 'Séminaire d’experts', es: 'Seminario de expertos', ar: 'ندوة خبراء' },
  {
    en: 'Civil society forum',
    fr: 'Forum de la société civile',
    es: 'Foro de la sociedad civil',
    ar: 'منتدى المجتمع المدني',
  },
];

export const TOPICS: Content[] = [
  {
    en: 'social protection floors',
    fr: 'socles de protection sociale',
    es: 'pisos de protección social',
    ar: 'أرضيات الحماية الاجتماعية',
  },
  {
    en: 'care for older persons',
    fr: 'soins aux personnes âgées',
    es: 'cuidado de las personas mayores',
    ar: 'رعاية كبار السن',
  },
  {
    en: 'services for children and families',
    fr: 'services aux enfants et aux familles',
    es: 'servicios para la infancia y las familias',
    ar: 'خدمات الأطفال والأسر',
  },
  {
    en: 'inclusion of persons with disabilities',
    fr: 'inclusion des personnes handicapées',
    es: 'inclusión de las personas con discapacidad',
    ar: 'إدماج الأشخاص ذوي الإعاقة',
  },
  { en: 'youth employment', fr: 'emploi des jeunes', es: 'empleo juvenil', ar: 'تشغيل الشباب' },
  {
    en: 'social work after disasters',
    fr: 'travail social après les catastrophes',
    es: 'trabajo social tras los desastres',
    ar: 'العمل الاجتماعي بعد الكوارث',
  },
  {
    en: 'governance of national councils',
    fr: 'gouvernance des conseils nationaux',
    es: 'gobernanza de los consejos nacionales',
    ar: 'حوكمة المجالس الوطنية',
  },
  {
    en: 'monitoring of social policies',
    fr: 'suivi des politiques sociales',
    es: 'seguimiento de las políticas sociales',
    ar: 'متابعة السياسات الاجتماعية',
  },
];

export const OBJECTIVES: Content[] = [
  {
    en: 'Share what works among the councils of the region and agree on common steps.',
    fr: 'Partager ce qui fonctionne entre les conseils de la région et convenir d’étapes communes.',
    es: 'Compartir lo que funciona entre los consejos de la región y acordar pasos comunes.',
    ar: 'تبادل التجارب الناجحة بين مجالس المنطقة والاتفاق على خطوات مشتركة.',
  },
  {
    en: 'Prepare a common position towards governments and the regional bodies.',
    fr: 'Préparer une position commune envers les gouvernements et les organes régionaux.',
    es: 'Preparar una posición común ante los gobiernos y los organismos regionales.',
    ar: 'إعداد موقف مشترك تجاه الحكومات والهيئات الإقليمية.',
  },
  {
    en: 'Train the staff of councils and their affiliates.',
    fr: 'Former le personnel des conseils et de leurs affiliés.',
    es: 'Formar al personal de los consejos y de sus afiliados.',
    ar: 'تدريب العاملين في المجالس والجهات المنتسبة إليها.',
  },
];

export const OUTCOMES: Content[] = [
  {
    en: 'A joint statement, and a working group of four councils that reports next year.',
    fr: 'Une déclaration commune et un groupe de travail de quatre conseils qui fera rapport l’an prochain.',
    es: 'Una declaración conjunta y un grupo de trabajo de cuatro consejos que informará el próximo año.',
    ar: 'بيان مشترك وفريق عمل من أربعة مجالس يقدم تقريره في العام المقبل.',
  },
  {
    en: 'Training material in two languages; each participant trains others at home.',
    fr: 'Du matériel de formation en deux langues ; chaque participant forme d’autres personnes chez lui.',
    es: 'Material de formación en dos idiomas; cada participante forma a otras personas en su país.',
    ar: 'مواد تدريبية بلغتين، وكل مشارك يدرب آخرين في بلده.',
  },
];

export const FUNDERS = [
  'Fund for Social Dialogue (invented)',
  'Ministry of Social Affairs (invented)',
  'Solidarity Foundation (invented)',
];
export const CONTRIBUTORS = [
  'University of the Region (invented)',
  'City Council (invented)',
  'Association of Social Workers (invented)',
];
export const VENUES = ['Council house', 'City hall', 'University', 'Community centre', 'Online'];
