// Digital Bazaar's Data Integrity suites as issuer, holder and verifier, and its canonicalisation. Nothing is fetched:
// contexts come with the question, and a did:key is its own document.
import { readFileSync } from 'node:fs'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as ecdsaJcs from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite'
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import { cryptosuite as ecdsaRdfc } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import * as eddsaJcs from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as eddsaRdfc } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import jsigs from 'jsonld-signatures'
import { serve } from './peer.mjs'

const suites = {
  'ecdsa-jcs-2019': { sign: () => ecdsaJcs.createSignCryptosuite(), verify: () => ecdsaJcs.createVerifyCryptosuite() },
  'eddsa-jcs-2022': { sign: () => eddsaJcs.createSignCryptosuite(), verify: () => eddsaJcs.createVerifyCryptosuite() },
  'ecdsa-rdfc-2019': { sign: () => ecdsaRdfc, verify: () => ecdsaRdfc },
  'eddsa-rdfc-2022': { sign: () => eddsaRdfc, verify: () => eddsaRdfc },
  'ecdsa-sd-2023': {
    sign: (mandatoryPointers) => ecdsaSd.createSignCryptosuite({ mandatoryPointers }),
    verify: () => ecdsaSd.createVerifyCryptosuite(),
  },
}

async function keyPair(jwk) {
  const module = jwk.crv === 'Ed25519' ? Ed25519Multikey : EcdsaMultikey
  const pair = await module.fromJwk({ jwk, secretKey: true })
  const { publicKeyMultibase } = await pair.export({ publicKey: true })
  pair.controller = `did:key:${publicKeyMultibase}`
  pair.id = `${pair.controller}#${publicKeyMultibase}`
  return pair
}

function didKey(url) {
  const [controller] = url.split('#')
  const multibase = controller.slice('did:key:'.length)
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${controller}#${multibase}`,
    type: 'Multikey',
    controller,
    publicKeyMultibase: multibase,
  }
  if (url.includes('#')) return method
  const { '@context': context, ...inner } = method
  return {
    '@context': ['https://www.w3.org/ns/did/v1', context],
    id: controller,
    verificationMethod: [inner],
    assertionMethod: [inner.id],
    authentication: [inner.id],
  }
}

const loader = (contexts) =>
  jsigs.extendContextLoader(async (url) => {
    if (url.startsWith('did:key:')) return { contextUrl: null, documentUrl: url, document: didKey(url) }
    if (contexts?.[url]) return { contextUrl: null, documentUrl: url, document: contexts[url] }
    return vc.defaultDocumentLoader(url)
  })

const said = (result) => {
  if (!result.verified) {
    const errors = result.error?.errors ?? [result.error]
    throw new Error(errors.map((error) => error?.message ?? String(error)).join('; '))
  }
  return true
}

const proof = (cryptosuite, rest) => new DataIntegrityProof({ ...rest, cryptosuite })

await serve({
  version: () => JSON.parse(readFileSync('node_modules/@digitalbazaar/data-integrity/package.json')).version,
  issue: async ({ credential, contexts, suite, key, created, mandatory, now }) => {
    const pair = await keyPair(key)
    return vc.issue({
      credential: { ...credential, issuer: pair.controller },
      suite: proof(suites[suite].sign(mandatory), { signer: pair.signer(), date: created }),
      documentLoader: loader(contexts),
      now: new Date(now),
    })
  },
  derive: ({ credential, contexts, pointers }) =>
    vc.derive({
      verifiableCredential: credential,
      suite: proof(ecdsaSd.createDiscloseCryptosuite({ selectivePointers: pointers })),
      documentLoader: loader(contexts),
    }),
  present: async ({ credential, contexts, holdersSuite, key, challenge, domain, created, now }) => {
    const pair = await keyPair(key)
    const presentation = vc.createPresentation({
      verifiableCredential: [credential],
      holder: pair.controller,
      version: 2.0,
      now: new Date(now),
    })
    return vc.signPresentation({
      presentation,
      suite: proof(suites[holdersSuite].sign(), { signer: pair.signer(), date: created }),
      challenge,
      domain,
      documentLoader: loader(contexts),
      now: new Date(now),
    })
  },
  verify: async ({ presentation, contexts, suite, holdersSuite, challenge, domain, now }) => {
    const suitesOfBoth = [...new Set([suite, holdersSuite])].map((name) => proof(suites[name].verify()))
    return said(
      await vc.verify({ presentation, suite: suitesOfBoth, challenge, domain, documentLoader: loader(contexts), now: new Date(now) }),
    )
  },
})
