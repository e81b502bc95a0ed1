import fc from 'fast-check'
import type { Profile } from './profile.ts'
import type { Achievement, Resume } from './resume.ts'

export const profile: Profile = {
  name: { ko: '김지은', en: 'Jieun Kim' },
  headline: { ko: '백엔드 개발자', en: 'Backend engineer' },
  summary: {
    ko: '결제와 정산 시스템을 만들고 운영해 왔습니다. 느린 곳을 재고, 고치고, 다시 느려지지 않게 하는 일을 좋아합니다.',
    en: 'Builds and runs payment and settlement systems; likes to measure what is slow, mend it and keep it from coming back.',
  },
  email: 'jieun@example.com',
  phone: '010-0000-0000',
  location: { ko: '서울', en: 'Seoul' },
  links: [{ name: 'github.com/example', url: 'https://github.com/example' }],
  employers: [
    {
      name: { ko: '한빛결제', en: 'Hanbit Payments' },
      position: { ko: '선임 개발자', en: 'Senior engineer' },
      from: '2024-03',
      url: 'https://pay.example.com',
      summary: { ko: '카드 승인과 정산 API', en: 'Card approval and settlement APIs' },
    },
    {
      name: { ko: '두루소프트', en: 'Duru Soft' },
      position: { ko: '개발자', en: 'Engineer' },
      from: '2021-07',
      to: '2024-02',
    },
  ],
  education: [
    {
      institution: { ko: '한국대학교', en: 'Hankuk University' },
      area: { ko: '컴퓨터공학', en: 'Computer science' },
      degree: { ko: '학사', en: 'BSc' },
      from: '2017',
      to: '2021',
    },
  ],
  languages: [{ language: { ko: '영어', en: 'Korean' }, fluency: { ko: '업무 가능', en: 'native' } }],
}

export const achievement = (text: string, month: string, rest: Partial<Achievement> = {}): Achievement => ({
  text,
  sources: [`${month}-20-a1b2c3`],
  tech: ['TypeScript'],
  category: '성능개선',
  impact: 'High',
  kind: 'month',
  days: [`${month}-20`],
  ...rest,
})

export const achievements: Achievement[] = [
  achievement('결제 승인 API의 p95를 820ms에서 140ms로 줄여 승인 실패 문의를 하루 12건에서 0건으로 낮춤', '2026-11', {
    sources: ['2026-11-20-9f8e7d6c', '2026-11-18-1a2b3c4d'],
    tech: ['TypeScript', 'PostgreSQL', 'Redis'],
  }),
  achievement('정산 배치를 이벤트 기반으로 바꿔 마감 시간을 4시간에서 35분으로 단축', '2026-10', {
    tech: ['Kotlin', 'Kafka'],
  }),
  achievement('장애 알림 기준을 정리해 야간 호출을 월 31건에서 6건으로 줄임', '2026-09', {
    impact: 'Medium',
    tech: ['Prometheus'],
  }),
  achievement('통합 테스트 140건을 만들어 배포 전 회귀 오류를 매 배포에서 확인', '2025-05', {
    impact: 'Medium',
    tech: ['TypeScript', 'GitHub Actions'],
  }),
  achievement('상품 검색 색인을 새로 만들어 검색 실패율을 4.1%에서 0.6%로 낮춤', '2023-06', {
    tech: ['Elasticsearch', 'Java'],
  }),
  achievement('신규 입사자 개발 환경 문서를 정리해 첫 배포까지 걸리는 시간을 5일에서 1일로 줄임', '2022-10', {
    impact: 'Low',
    tech: [],
  }),
]

/** Texts with everything that could be taken for markup. */
export const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '&amp;',
        '&',
        '"',
        "'",
        '](javascript:x)',
        '[^1]',
        '```',
        '**',
        '_',
        '~',
        '|',
        '\\',
        '<!--',
        ']]>',
        '<?',
        '# ',
        '- ',
        '1. ',
        '\n',
        '\0',
        '\u202e',
        '\ud800',
        'https://evil.example.com',
        'www.example.com',
        '$x$',
        '{{',
        '가나다',
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map(parts => `a${parts.join('')}`)

export const hostileResume: fc.Arbitrary<Resume> = fc
  .tuple(fc.array(hostile, { minLength: 12, maxLength: 12 }), fc.boolean())
  .map(
    ([[name, headline, summary, role, one, two, skill, school, language, ticket, place, link], isKorean]): Resume => ({
      language: isKorean ? 'ko' : 'en',
      name: name!,
      headline,
      summary,
      location: place,
      links: [{ name: link!, url: 'https://example.com/?a=1&b=<2>' }],
      jobs: [
        {
          name: name!,
          position: role,
          from: '2024',
          url: 'https://example.com/"',
          summary,
          lines: [{ text: one!, sources: [ticket!] }],
        },
      ],
      others: [{ text: two!, sources: [] }],
      skills: [{ name: skill, keywords: [skill!, two!] }],
      education: [{ institution: school!, area: role }],
      languages: [{ language: language! }],
    }),
  )

/** What a reader must find in every format. */
export const textsOf = (resume: Resume): string[] => [
  resume.name,
  ...[resume.headline, resume.summary, resume.location].filter(text => text !== undefined),
  ...resume.links.map(({ name }) => name),
  ...resume.jobs.flatMap(job => [
    job.name,
    ...(job.position ? [job.position] : []),
    ...job.lines.map(({ text }) => text),
  ]),
  ...resume.others.map(({ text }) => text),
  ...resume.skills.flatMap(({ keywords }) => keywords),
  ...resume.education.map(({ institution }) => institution),
  ...resume.languages.map(({ language }) => language),
]
