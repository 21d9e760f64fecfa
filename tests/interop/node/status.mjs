// Status lists by @sd-jwt/jwt-status-list and @digitalbazaar/vc-bitstring-status-list, signed and verified by jose.
import { readFileSync } from 'node:fs'
import { checkStatus, createCredential, createList, decodeList } from '@digitalbazaar/vc-bitstring-status-list'
import { StatusList, createHeaderAndPayload, getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { CompactSign, compactVerify, importJWK } from 'jose'
import { serve } from './peer.mjs'

const installed = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version

async function sign(payload, header, key) {
  const bytes = new TextEncoder().encode(JSON.stringify(payload))
  return new CompactSign(bytes).setProtectedHeader(header).sign(await importJWK(key, 'ES256'))
}

async function claims(text, key) {
  const { payload } = await compactVerify(text, await importJWK(key, 'ES256'), { algorithms: ['ES256'] })
  return JSON.parse(new TextDecoder().decode(payload))
}

await serve({
  version: () => '',
  versions: () => [installed('@sd-jwt/jwt-status-list'), installed('@digitalbazaar/vc-bitstring-status-list')],
  writeToken: ({ bits, values, uri, iat, exp, ttl, key }) => {
    const list = new StatusList(values, bits)
    const { header, payload } = createHeaderAndPayload(list, { sub: uri, iat, exp, ttl }, { alg: 'ES256', typ: 'statuslist+jwt' })
    return sign(payload, header, key)
  },
  readToken: async ({ token, key }) => {
    await claims(token, key)
    const list = getListFromStatusListJWT(token)
    return { bits: list.getBitsPerStatus(), values: list.statusList.map((_, index) => list.getStatus(index)) }
  },
  writeBitstring: async ({ length, set, id, statusPurpose, issuer, validFrom, validUntil, key }) => {
    const list = await createList({ length })
    for (const index of set) list.setStatus(index, true)
    const credential = await createCredential({ id, list, statusPurpose })
    return sign({ ...credential, issuer, validFrom, validUntil }, { alg: 'ES256', typ: 'vc+jwt' }, key)
  },
  // What is set, and what the peer says of a credential at each of some places.
  readBitstring: async ({ text, key, entries, issuer }) => {
    const credential = await claims(text, key)
    const list = await decodeList(credential.credentialSubject)
    const set = []
    for (let index = 0; index < list.length; index++) if (list.getStatus(index)) set.push(index)
    const said = []
    for (const credentialStatus of entries) {
      const { verified, results, error } = await checkStatus({
        credential: { '@context': credential['@context'], issuer, credentialStatus },
        documentLoader: async () => ({ document: credential }),
        verifyBitstringStatusListCredential: false,
      })
      if (error) throw error
      said.push(results.some(({ status }) => status))
    }
    return { set, said }
  },
})
