import fc from 'fast-check'

/**
 * fast-check with one seed for every run, so that what is red is red again and what is green stays green.
 * `DURE_TEST_SEED=<whole number>` tries other values; a failure prints the seed that it needs.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.DURE_TEST_SEED ?? 20_261_121) })

export { fc }
