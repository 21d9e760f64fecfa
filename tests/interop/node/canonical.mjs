// Canonical forms by rdf-canonize and canonicalize.
import { readFileSync } from 'node:fs'
import canonicalize from 'canonicalize'
import { canonize } from 'rdf-canonize'
import { serve } from './peer.mjs'

const installed = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version

await serve({
  version: () => '',
  versions: () => [installed('rdf-canonize'), installed('canonicalize')],
  rdfc: ({ dataset }) => canonize(dataset, { algorithm: 'RDFC-1.0', format: 'application/n-quads', maxWorkFactor: Infinity }),
  jcs: ({ value }) => canonicalize(value),
})
