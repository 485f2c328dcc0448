// A cluster of Node.js: the primary accepts and passes connections to its workers, clients check each answer, and workers talk over their channels.
'use strict';
const cluster = require('cluster');
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');

const WORKERS = 3;
const digest = text => crypto.createHash('sha256').update(text).digest('hex');

if (!cluster.isPrimary) {
    let answered = 0;
    // The clock of the timeouts goes on while the computation lies on a disk.
    http.createServer({ keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 }, (request, response) => {
        const parts = [];
        request.on('data', part => parts.push(part));
        request.on('end', () => response.end(`${process.pid} ${digest(Buffer.concat(parts))}`, () => answered++));
    }).listen(0, '127.0.0.1', function () { process.send({ port: this.address().port }); });
    process.on('message', message => process.send({ echo: message.number, text: message.text, answered }));
    process.on('disconnect', () => process.exit(answered > 0 ? 0 : 1));
} else {
    const [finish] = process.argv.slice(2);
    const workers = Array.from({ length: WORKERS }, () => cluster.fork());
    const ended = Promise.all(workers.map(worker => new Promise(resolve => worker.on('exit', (code, signal) => resolve(signal || code)))));
    let wrong = 0, step = 0, clients = 0, done = false;
    // Of each client and of each channel: a step is one that all of them have taken.
    const rounds = Array(6).fill(0), echoes = Array(WORKERS).fill(0);
    const progress = () => { while (Math.min(...rounds, ...echoes) >= 5 * (step + 1)) console.log(`step ${step++}`); };
    const seen = new Set();
    for (const [place, worker] of workers.entries()) {
        let number = 0;
        const say = () => worker.send({ number, text: 'x'.repeat(number % 3 * 30000) });
        worker.on('message', message => {
            if (message.port) {
                say();
                while (clients < rounds.length)
                    converse(message.port, clients++);
            } else {
                if (message.echo !== number || message.text.length !== number % 3 * 30000)
                    wrong++;
                echoes[place] = ++number;
                progress();
                if (!done)
                    setTimeout(say, 2);
            }
        });
    }
    function converse(port, client) {
        // Half of the clients keep their connections; the others make a new one each time, which goes to the next worker.
        const agent = new http.Agent({ keepAlive: client % 2 === 0, maxSockets: 1 });
        (function ask() {
            if (done)
                return agent.destroy();
            const body = Buffer.alloc(1 + (rounds[client] * 7919 + client) % 100000, rounds[client] % 251);
            http.request({ port, host: '127.0.0.1', method: 'POST', agent }, response => {
                let text = '';
                response.on('data', part => text += part);
                response.on('end', () => {
                    const [pid, answer] = text.split(' ');
                    seen.add(pid);
                    if (answer !== digest(body))
                        wrong++;
                    rounds[client]++;
                    progress();
                    setTimeout(ask, 2);
                });
            }).on('error', error => { console.log(`wrong: ${error}`); wrong++; }).end(body);
        })();
    }
    const waiting = setInterval(async () => {
        if (!fs.existsSync(finish))
            return;
        clearInterval(waiting);
        done = true;
        setTimeout(() => workers.forEach(worker => worker.disconnect()), 300);
        const statuses = await ended;
        const right = wrong === 0 && step > 0 && seen.size === WORKERS && statuses.every(status => status === 0);
        console.log(right ? 'right' : `wrong: ${wrong} ${seen.size} ${statuses}`);
        process.exit();
    }, 20);
}
