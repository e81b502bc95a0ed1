import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clashes, type PersonRow, PersonRows, peopleOf, personOf, rowOf } from './people.ts'

const jieun: PersonRow = { name: '김지은', email: 'jieun@example.com', jira: '5b10a2', slack: 'U012AB3CD' }

test('people are found by account within one system, and by e-mail however it is written', () => {
  const people = peopleOf([jieun, { name: '박서준', kakaotalk: '5b10a2' }].map(personOf))
  assert.equal(people.withAccount('jira', '5b10a2')?.name, '김지은')
  assert.equal(people.withAccount('kakaotalk', '5b10a2')?.name, '박서준')
  assert.equal(people.withAccount('slack', '5b10a2'), undefined)
  assert.equal(people.withEmail('JiEun@Example.com')?.name, '김지은')
  assert.equal(people.withEmail(''), undefined)
})

test('a row and a person are the same thing in two shapes', () => {
  for (const row of [jieun, { name: '박서준' }, { name: '이도윤', slack: 'U1' }])
    assert.deepEqual(rowOf(personOf(row)), row)
})

test('one account of two people is a clash, one name of two people is none', () => {
  const again = { name: '김지은', email: 'JIEUN@example.com', jira: 'U012AB3CD' }
  assert.deepEqual(clashes([jieun, again]), [{ field: 'email', id: 'JIEUN@example.com', first: 0, second: 1 }])
  const { error } = PersonRows.safeParse([jieun, again])
  assert.deepEqual(error?.issues[0]?.path, [1, 'email'])
  assert.equal(error?.issues[0]?.message, 'is JIEUN@example.com, which is the email of 김지은 already')
})
