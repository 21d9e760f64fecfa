// jose as signer and verifier of compact JWS.
import { readFileSync } from 'node:fs'
import { CompactSign, calculateJwkThumbprint, compactVerify, importJWK } from 'jose'
import { bytes, hex, serve } from './peer.mjs'

await serve({
  version: () => JSON.parse(readFileSync('node_modules/jose/package.json')).version,
  sign: async ({ payload, typ, key, alg }) =>
    new CompactSign(bytes(payload)).setProtectedHeader({ alg, typ }).sign(await importJWK(key, alg)),
  verify: async ({ jws, key, alg }) => {
    const { d, ...open } = key
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(open, alg), { algorithms: [alg] })
    return { payload: hex(payload), typ: protectedHeader.typ }
  },
  thumbprint: ({ key }) => calculateJwkThumbprint(key, 'sha256'),
})
