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
import canonicalize from 'canonicalize'
import jsonld from 'jsonld'
import jsigs from 'jsonld-signatures'
import { serve } from './peer.mjs'

const suites = {
  'ecdsa-jcs-2019': { sign: ecdsaJcs.createSignCryptosuite?.(), verify: ecdsaJcs.createVerifyCryptosuite?.() },
  'eddsa-jcs-2022': { sign: eddsaJcs.createSignCryptosuite?.(), verify: eddsaJcs.createVerifyCryptosuite?.() },
  'ecdsa-rdfc-2019': { sign: ecdsaRdfc, verify: ecdsaRdfc },
  'eddsa-rdfc-2022': { sign: eddsaRdfc, verify: eddsaRdfc },
  'ecdsa-sd-2023': {
    sign: ecdsaSd.createSignCryptosuite({ mandatoryPointers: ['/issuer'] }),
    verify: ecdsaSd.createVerifyCryptosuite(),
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

await serve({
  version: () => JSON.parse(readFileSync('node_modules/@digitalbazaar/data-integrity/package.json')).version,
  did: async ({ key }) => (await keyPair(key)).controller,
  issue: async ({ credential, contexts, suite, key, created }) => {
    const pair = await keyPair(key)
    const proof = new DataIntegrityProof({ signer: pair.signer(), date: created, cryptosuite: suites[suite].sign })
    return vc.issue({ credential: { ...credential, issuer: pair.controller }, suite: proof, documentLoader: loader(contexts) })
  },
  verify: async ({ credential, contexts, suite, now }) => {
    const proof = new DataIntegrityProof({ cryptosuite: suites[suite].verify })
    return said(
      await vc.verifyCredential({ credential, suite: proof, documentLoader: loader(contexts), now: now && new Date(now) }),
    )
  },
  present: async ({ credentials, contexts, suite, key, challenge, domain, created }) => {
    const pair = await keyPair(key)
    const presentation = vc.createPresentation({ verifiableCredential: credentials, holder: pair.controller, version: 2.0 })
    const proof = new DataIntegrityProof({ signer: pair.signer(), date: created, cryptosuite: suites[suite].sign })
    return vc.signPresentation({ presentation, suite: proof, challenge, domain, documentLoader: loader(contexts) })
  },
  verifyPresentation: async ({ presentation, contexts, suite, challenge, domain, now }) => {
    const proof = new DataIntegrityProof({ cryptosuite: suites[suite].verify })
    return said(
      await vc.verify({ presentation, suite: proof, challenge, domain, documentLoader: loader(contexts), now: now && new Date(now) }),
    )
  },
  derive: async ({ credential, contexts, pointers }) => {
    const suite = new DataIntegrityProof({ cryptosuite: ecdsaSd.createDiscloseCryptosuite({ selectivePointers: pointers }) })
    return vc.derive({ verifiableCredential: credential, suite, documentLoader: loader(contexts) })
  },
  rdfc: ({ document, contexts }) =>
    jsonld.canonize(document, { algorithm: 'RDFC-1.0', format: 'application/n-quads', safe: true, documentLoader: loader(contexts) }),
  jcs: ({ value }) => canonicalize(value),
})
