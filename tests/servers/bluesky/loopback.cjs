// Loaded first, it makes every server that names no host listen on this computer alone.
const net = require('node:net')

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const [first, second] = args
  if (first && typeof first === 'object' && !('path' in first) && !('fd' in first)) {
    args[0] = { ...first, host: '127.0.0.1' }
  } else if (typeof first === 'number' || /^\d+$/.test(first)) {
    args.splice(1, typeof second === 'string' ? 1 : 0, '127.0.0.1')
  }
  return listen.apply(this, args)
}
