import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { answering } from './apart.ts'
import { percentile } from './figures.ts'

/** POST one work log after the other over each of so many connections, first to warm up, then to be measured. */
export interface RequestsJob {
  port: number
  token: string
  connections: number
  warmUpMs: number
  ms: number
}

/** Of the measured time, in requests per second and milliseconds; `accepted` and `answers` count all that were sent. */
export interface RequestsAnswer {
  perSecond: number
  p50: number
  p99: number
  /** Answered with 201. */
  accepted: number
  /** How often each other first line came. */
  others: Record<string, number>
}

answering<RequestsJob, RequestsAnswer>(async ({ port, token, connections, warmUpMs, ms }) => {
  const request = requestsTo(port, token)
  const from = performance.now() + warmUpMs
  const times: number[] = []
  const others: Record<string, number> = {}
  let accepted = 0
  const caller = async () => {
    const exchange = await opened(port)
    for (let sent = performance.now(); sent < from + ms; ) {
      const status = await exchange.ask(request())
      const ended = performance.now()
      if (status.startsWith('HTTP/1.1 201 ')) accepted++
      else others[status] = (others[status] ?? 0) + 1
      if (sent >= from && ended < from + ms) times.push(ended - sent)
      sent = ended
    }
    exchange.close()
  }
  await Promise.all(Array.from({ length: connections }, caller))
  return {
    perSecond: (times.length * 1000) / ms,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    accepted,
    others,
  }
})

/** The example of the description's `curl`, of another piece of work each time. */
const example = (number: string) => ({
  title: `REST API 기반 일간 로그 자동화 구축 ${number}`,
  context: `### Situation
사내 로그는 CLI 수동 입력만 제공돼 Notion 자동 기록·이력 관리가 지연되고 있었습니다.

### Task
Cursor/Claude와 연동되는 REST API를 Docker+AWS Lambda 환경에 배포해 실시간 자동화를 확립해야 했습니다.

### Action
- FastAPI \`/daily-logs\` 엔드포인트와 Bearer 인증 구현, Notion DB 속성 매핑 및 상세 오류 로깅
- Docker 이미지, GitHub Actions, Terraform(AWS Lambda+API Gateway)으로 최소 비용 인프라 구성
- weekly/monthly 파이프라인을 포함한 통합 테스트 10건 작성, README/운영 문서에 명세 기록

### Result
로컬 Docker 실행만으로 Notion 자동 기록이 가능해졌고, 테스트 10건 자동 실행으로 회귀 위험을 제거했으며, Lambda 기반으로 고정비 없이 운영할 수 있게 되었습니다.`,
  category: '신규기능',
  impact_level: 'High',
  tech_stack: ['Python', 'FastAPI', 'Docker', 'AWS Lambda', 'API Gateway', 'Terraform', 'GitHub Actions', 'Claude'],
  logged_date: '2025-11-09',
  status: 'Logged',
  metrics: 'REST API 자동화 도입, 통합 테스트 10건 자동 실행, Notion 일간 로그 실시간 기록',
  ticket_url: null,
})

/** Made by hand, and all but the number beforehand: whoever asks shares the processors with whoever answers. */
function requestsTo(port: number, token: string): () => Buffer {
  let count = 0
  const mark = '#########'
  const body = JSON.stringify(example(mark))
  const head = [
    'POST /daily-logs HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    `Authorization: Bearer ${token}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join('\r\n')
  const whole = Buffer.from(`${head}\r\n\r\n${body}`)
  const at = whole.indexOf(mark)
  return () => {
    const request = Buffer.from(whole)
    request.write(String(++count).padStart(mark.length, '0'), at)
    return request
  }
}

/** A connection that is kept: one question at a time. */
function opened(port: number) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let text = ''
  let answered = Promise.withResolvers<string>()
  socket.setEncoding('latin1')
  socket.on('data', piece => {
    text += piece
    const body = text.indexOf('\r\n\r\n') + 4
    if (body < 4) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0)
    if (text.length < body + length) return
    const status = text.slice(0, text.indexOf('\r\n'))
    text = ''
    answered.resolve(status)
  })
  socket.on('error', error => answered.reject(error))
  socket.on('close', () => answered.reject(new Error('the connection was closed')))
  const exchange = {
    ask(request: Buffer): Promise<string> {
      answered = Promise.withResolvers<string>()
      socket.write(request)
      return answered.promise
    },
    close: () => void socket.destroy(),
  }
  return new Promise<typeof exchange>((resolve, reject) => {
    socket.once('connect', () => resolve(exchange))
    socket.once('error', reject)
  })
}
