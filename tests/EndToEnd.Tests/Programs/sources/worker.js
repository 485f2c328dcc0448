// Timers, promises, a growing file, and worker threads that count primes and answer over message channels.
'use strict';
const { Worker, isMainThread, parentPort } = require('worker_threads');
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');

function primesBelow(limit) {
    let count = 0;
    for (let n = 2; n < limit; n++) {
        let prime = true;
        for (let d = 2; d * d <= n && prime; d++)
            prime = n % d !== 0;
        count += prime ? 1 : 0;
    }
    return count;
}

if (!isMainThread) {
    parentPort.on('message', number => parentPort.postMessage({ number, primes: primesBelow(20000) }));
} else {
    const [finish, folder] = process.argv.slice(2);
    const file = path.join(folder, 'node.log');
    const log = fs.openSync(file, 'w');
    const workers = [1, 2, 3].map(() => new Worker(__filename));
    const answers = new Map();
    let wrong = 0, lines = 0, ticks = 0;
    for (const worker of workers) {
        answers.set(worker, 0);
        worker.on('message', ({ number, primes }) => {
            if (primes !== 2262 || number !== answers.get(worker))
                wrong++;
            answers.set(worker, number + 1);
            setTimeout(() => worker.postMessage(number + 1), 3);
        });
        worker.postMessage(0);
    }
    const garbage = setInterval(() => {
        const map = new Map();
        for (let i = 0; i < 5000; i++)
            map.set(`key ${i}`, { i, text: 'x'.repeat(i % 50) });
        if (map.get('key 4711').i !== 4711)
            wrong++;
    }, 7);
    const ticking = setInterval(() => {
        fs.writeSync(log, `line ${lines++}\n`);
        crypto.pbkdf2('entracte', 'salt', 1000, 16, 'sha256', (error, key) => {     // runs in the thread pool
            if (error || key.toString('hex') !== expected)
                wrong++;
        });
        if (++ticks % 10 === 0)
            console.log(`step ${ticks / 10}`);
        if (fs.existsSync(finish))
            end();
    }, 5);
    const expected = crypto.pbkdf2Sync('entracte', 'salt', 1000, 16, 'sha256').toString('hex');
    async function end() {
        clearInterval(ticking);
        clearInterval(garbage);
        await Promise.all(workers.map(worker => worker.terminate()));
        const text = fs.readFileSync(file, 'utf8').trim().split('\n');
        const whole = text.length >= lines && text.slice(0, lines).every((line, i) => line === `line ${i}`);
        console.log(wrong === 0 && whole && [...answers.values()].every(count => count > 0) ? 'right' : `wrong: ${wrong} ${whole}`);
        process.exit(0);
    }
}
