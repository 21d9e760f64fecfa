// @owf/mdoc as issuer, holder and verifier.
import { createHash, createHmac, randomBytes, X509Certificate, createPublicKey, createPrivateKey, sign, verify } from 'node:crypto'
import * as mdoc from '@owf/mdoc'
import { bytes, hex, serve } from './peer.mjs'

const { CoseKey, DateOnly, SignatureAlgorithm } = mdoc

// Secret keys are read once; public ones come out of documents.
const secrets = new WeakMap()
const secretKey = (key) => {
  if (!secrets.has(key)) secrets.set(key, createPrivateKey({ key: key.jwk, format: 'jwk' }))
  return secrets.get(key)
}
const publicKey = (key) => {
  const { d, ...jwk } = key.jwk
  return createPublicKey({ key: jwk, format: 'jwk' })
}

const context = {
  crypto: {
    random: (length) => Uint8Array.from(randomBytes(length)),
    digest: ({ digestAlgorithm, bytes }) =>
      Uint8Array.from(createHash(digestAlgorithm.replace('-', '').toLowerCase()).update(bytes).digest()),
    calculateEphemeralMacKey: () => {
      throw new Error('no MAC in this comparison')
    },
  },
  cose: {
    sign1: {
      sign: ({ toBeSigned, key }) =>
        Uint8Array.from(sign('sha256', toBeSigned, { key: secretKey(key), dsaEncoding: 'ieee-p1363' })),
      verify: ({ key, sign1 }) =>
        verify('sha256', sign1.toBeSigned, { key: publicKey(key), dsaEncoding: 'ieee-p1363' }, sign1.signature),
    },
    mac0: {
      sign: ({ key, toBeAuthenticated }) =>
        Uint8Array.from(createHmac('sha256', key.privateKey).update(toBeAuthenticated).digest()),
      verify: () => false,
    },
  },
  x509: {
    getIssuerNameField: ({ certificate, field }) =>
      new X509Certificate(certificate).issuer
        .split('\n')
        .filter((line) => line.startsWith(`${field}=`))
        .map((line) => line.slice(field.length + 1)),
    getPublicKey: ({ certificate }) =>
      CoseKey.fromJwk(new X509Certificate(certificate).publicKey.export({ format: 'jwk' })),
    verifyCertificateChain: ({ trustedCertificates, x5chain, now }) => {
      const roots = trustedCertificates.map((der) => new X509Certificate(der))
      const [leaf] = x5chain.map((der) => new X509Certificate(der))
      const root = roots.find((root) => leaf.checkIssued(root) && leaf.verify(root.publicKey))
      if (!root) throw new Error('no trusted root')
      if (new Date(leaf.validTo) < now || new Date(leaf.validFrom) > now) throw new Error('certificate time')
    },
    getCertificateData: ({ certificate }) => {
      const x509 = new X509Certificate(certificate)
      return {
        issuerName: x509.issuer,
        subjectName: x509.subject,
        serialNumber: x509.serialNumber,
        thumbprint: x509.fingerprint,
        notBefore: new Date(x509.validFrom),
        notAfter: new Date(x509.validTo),
        pem: x509.toString(),
      }
    },
  },
}

const toPeer = ({ t, v }) => {
  switch (t) {
    case 'date':
      return new DateOnly(v)
    case 'time':
      return new Date(v)
    case 'bytes':
      return bytes(v)
    case 'int':
      // A JavaScript number of more than 32 bits is encoded as a float.
      return Math.abs(v) < 2 ** 31 ? v : BigInt(v)
    case 'list':
      return v.map(toPeer)
    case 'record':
      return new Map(v.map(([id, value]) => [id, toPeer(value)]))
    default:
      return v
  }
}

const fromPeer = (value) => {
  if (typeof value === 'string') return { t: 'text', v: value }
  if (typeof value === 'boolean') return { t: 'bool', v: value }
  if (typeof value === 'number' || typeof value === 'bigint') return { t: 'int', v: Number(value) }
  if (value instanceof DateOnly) return { t: 'date', v: value.toISOString().slice(0, 10) }
  if (value instanceof Date) return { t: 'time', v: value.toISOString().replace('.000Z', 'Z') }
  if (value instanceof Uint8Array) return { t: 'bytes', v: hex(value) }
  if (Array.isArray(value)) return { t: 'list', v: value.map(fromPeer) }
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return { t: 'record', v: entries.map(([id, value]) => [id, fromPeer(value)]) }
}

await serve({
  version: () => '0.6.0',
  issue: ({ docType, elements, issuerKey, deviceKey, certificate, signed, from, until }) => {
    const values = Object.fromEntries(elements.map(([id, value]) => [id, toPeer(value)]))
    const signingKey = CoseKey.fromJwk(issuerKey)
    const holderKey = mdoc.DeviceKey.fromJwk(deviceKey)
    const certificates = [bytes(certificate)]
    return async () => {
      const issuer = new mdoc.Issuer(docType, context)
      issuer.addIssuerNamespace(docType, values)
      const issued = await issuer.sign({
        signingKey,
        algorithm: SignatureAlgorithm.ES256,
        digestAlgorithm: 'SHA-256',
        validityInfo: { signed: new Date(signed), validFrom: new Date(from), validUntil: new Date(until) },
        deviceKeyInfo: { deviceKey: holderKey },
        certificates,
      })
      return hex(issued.encode())
    }
  },
  present: ({ issuerSigned, docType, keep, transcript, deviceKey }) => {
    const itemsRequest = mdoc.ItemsRequest.create({
      docType,
      namespaces: { [docType]: Object.fromEntries(keep.map((id) => [id, false])) },
    })
    const deviceRequest = mdoc.DeviceRequest.create({ docRequests: [mdoc.DocRequest.create({ itemsRequest })] })
    const issued = bytes(issuerSigned)
    const sessionTranscript = bytes(transcript)
    const signature = { signingKey: CoseKey.fromJwk(deviceKey) }
    return async () => {
      const issuerSigned = [mdoc.IssuerSigned.decode(issued)]
      const request = { deviceRequest, issuerSigned, sessionTranscript, signature }
      const response = await mdoc.Holder.createDeviceResponseForDeviceRequest(request, context)
      return hex(response.encode())
    }
  },
  verify: ({ response, transcript, root, now }) => {
    const encoded = bytes(response)
    const question = { sessionTranscript: bytes(transcript), trustedCertificates: [bytes(root)], now: new Date(now) }
    return async () => {
      const deviceResponse = mdoc.DeviceResponse.decode(encoded)
      await mdoc.Verifier.verifyDeviceResponse({ ...question, deviceResponse }, context)
      const [document] = deviceResponse.documents
      const items = document.getIssuerNamespace(document.docType) ?? []
      return items.map((item) => [item.elementIdentifier, fromPeer(item.elementValue)])
    }
  },
})
