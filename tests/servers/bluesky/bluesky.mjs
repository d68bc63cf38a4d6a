// A Bluesky network: the reference PDS, and a directory of accounts in memory. Tests of `follow` start
// it; `cargo xtask servers` installs it. Run with `node --require ./loopback.cjs bluesky.mjs`: both
// servers otherwise listen to everybody. Environment: PLC_PORT, PDS_PORT, DATA; and ONLY, `directory` or
// `pds`, for one of the two: the PDS can then be taken away and come back, with all that it had.
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import plc from '@did-plc/server'
import { PDS } from '@atproto/pds'

const plcPort = Number(process.env.PLC_PORT)
const pdsPort = Number(process.env.PDS_PORT)
const data = process.env.DATA
const only = process.env.ONLY

if (only !== 'pds') {
  const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort })
  await directory.start()
}
if (only !== 'directory') {
  const pds = await PDS.fromEnv({
    devMode: true,
    port: pdsPort,
    hostname: 'localhost',
    dataDirectory: data,
    blobstoreDiskLocation: path.join(data, 'blobs'),
    // It must say localhost: 127.0.0.1 is refused as a host's name.
    didPlcUrl: `http://localhost:${plcPort}`,
    ...secrets(),
    serviceHandleDomains: ['.test'],
    inviteRequired: false,
    disableSsrfProtection: true,
    rateLimitsEnabled: false,
    bskyAppViewUrl: 'https://appview.invalid',
    bskyAppViewDid: 'did:example:invalid',
  })
  await pds.start()
}
console.log(`http://127.0.0.1:${only === 'directory' ? plcPort : pdsPort}`)

// The same ones when it starts again on the same data: who signed in stays so.
function secrets() {
  const file = path.join(data, 'secrets.json')
  if (!fs.existsSync(file)) {
    const secret = () => crypto.randomBytes(32).toString('hex')
    const made = {
      plcRotationKeyK256PrivateKeyHex: secret(),
      jwtSecret: secret(),
      dpopSecret: secret(),
      adminPassword: secret(),
    }
    fs.mkdirSync(data, { recursive: true })
    fs.writeFileSync(file, JSON.stringify(made))
  }
  return JSON.parse(fs.readFileSync(file))
}
