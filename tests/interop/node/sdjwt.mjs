// @sd-jwt/sd-jwt-vc as issuer, holder and verifier.
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { serve } from './peer.mjs'

const signer = (jwk) => {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return (data) => sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

const verifier = (jwk) => {
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  return (data, signature) =>
    verify('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
}

const common = {
  hasher: (data, algorithm) =>
    Uint8Array.from(createHash(algorithm.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest()),
  hashAlg: 'sha-256',
  saltGenerator: () => randomBytes(16).toString('base64url'),
  signAlg: 'ES256',
  kbSignAlg: 'ES256',
}

const open = ({ d, alg, ...jwk }) => jwk

await serve({
  version: () => JSON.parse(readFileSync('node_modules/@sd-jwt/sd-jwt-vc/package.json')).version,
  issue: ({ vct, elements, issuerKey, kid, deviceKey, iat, exp }) => {
    const instance = new SDJwtVcInstance({ ...common, signer: signer(issuerKey) })
    const claims = Object.fromEntries(elements)
    const payload = { iss: 'https://issuer.example', vct, iat, exp, cnf: { jwk: open(deviceKey) }, ...claims }
    const frame = { _sd: Object.keys(claims), _sd_decoy: 3 }
    return () => instance.issue(payload, frame, { header: { kid } })
  },
  present: ({ credential, keep, deviceKey, nonce, audience, iat }) => {
    const instance = new SDJwtVcInstance({ ...common, kbSigner: signer(deviceKey) })
    const frame = Object.fromEntries(keep.map((id) => [id, true]))
    return () => instance.present(credential, frame, { kb: { payload: { iat, nonce, aud: audience } } })
  },
  verify: ({ presentation, issuerKey, nonce, now }) => {
    const instance = new SDJwtVcInstance({
      ...common,
      verifier: verifier(open(issuerKey)),
      kbVerifier: (data, signature, payload) => verifier(payload.cnf.jwk)(data, signature),
    })
    return async () => {
      const { payload } = await instance.verify(presentation, { keyBindingNonce: nonce, currentDate: now })
      const { iss, vct, iat, nbf, exp, cnf, status, _sd_alg, ...claims } = payload
      return Object.entries(claims)
    }
  },
})
