// A Bluesky network in one process: the reference PDS with a directory of accounts in memory. Tests of
// `follow` start it; `cargo xtask servers` installs it. Run with `node --require ./loopback.cjs
// bluesky.mjs`: both servers otherwise listen to everybody. Environment: PLC_PORT, PDS_PORT, DATA.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import plc from '@did-plc/server'
import { PDS } from '@atproto/pds'

const plcPort = Number(process.env.PLC_PORT)
const pdsPort = Number(process.env.PDS_PORT)
const data = process.env.DATA
const secret = () => crypto.randomBytes(32).toString('hex')

fs.mkdirSync(data, { recursive: true })
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
await directory.start()
const pds = await PDS.fromEnv({
  devMode: true,
  port: pdsPort,
  hostname: 'localhost',
  dataDirectory: data,
  blobstoreDiskLocation: path.join(data, 'blobs'),
  // It must say localhost: 127.0.0.1 is refused as a host's name.
  didPlcUrl: `http://localhost:${plcPort}`,
  plcRotationKeyK256PrivateKeyHex: secret(),
  jwtSecret: secret(),
  dpopSecret: secret(),
  adminPassword: secret(),
  serviceHandleDomains: ['.test'],
  inviteRequired: false,
  disableSsrfProtection: true,
  rateLimitsEnabled: false,
  bskyAppViewUrl: 'https://appview.invalid',
  bskyAppViewDid: 'did:example:invalid',
})
await pds.start()
console.log(`http://127.0.0.1:${pdsPort}`)
