using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Threading.Channels;
using Entracte.ManagedWorker;

switch (args)
{
    case ["server", var ending, var folder]:
        return await new Conversation(ending, folder).ServeAsync();
    case ["client", var port, var path, var ending, var folder]:
        return await new Conversation(ending, folder).AskAsync(int.Parse(port, CultureInfo.InvariantCulture), path);
}

// Tasks, threads, timers, channels, garbage and methods that are compiled while it runs. Arguments: the file that ends it.
var finish = args[0];
using var done = new CancellationTokenSource();
long wrong = 0, rounds = 0, beats = 0;
var numbers = Channel.CreateBounded<int>(10);
var squares = new ConcurrentDictionary<int, long>();

void Check(bool right)
{
    if (!right)
        Interlocked.Increment(ref wrong);
    Interlocked.Increment(ref rounds);
}

void Hash()
{
    var block = new byte[10000];
    var expected = SHA256.HashData(block);
    while (!done.IsCancellationRequested)
    {
        Check(SHA256.HashData(block).AsSpan().SequenceEqual(expected));
        Thread.Sleep(1);
    }
}

async Task Allocate(int seed)
{
    var kept = new Dictionary<int, byte[]>();
    for (var i = 0; !done.IsCancellationRequested; i++)
    {
        kept[i % 64] = [.. Enumerable.Repeat((byte)(i + seed), 3000 + i % 1000 * 100)];
        Check(kept.Values.All(block => block[0] == block[^1]));
        await Task.Delay(1);
    }
}

async Task Compile()
{
    // Every round makes a method that did not exist before: the just-in-time compiler and its twice mapped memory stay at work.
    for (var i = 1; !done.IsCancellationRequested; i++)
    {
        var value = Expression.Parameter(typeof(int));
        var method = Expression.Lambda<Func<int, int>>(Expression.Add(Expression.Multiply(value, Expression.Constant(i)), Expression.Constant(1)), value).Compile();
        Check(method(3) == 3 * i + 1);
        await Task.Delay(2);
    }
}

async Task Produce()
{
    for (var i = 0; !done.IsCancellationRequested; i++)
    {
        await numbers.Writer.WriteAsync(i);
        await Task.Yield();
    }

    numbers.Writer.Complete();
}

async Task Consume()
{
    var expected = 0;
    await foreach (var number in numbers.Reader.ReadAllAsync())
    {
        Check(number == expected++);
        squares[number % 1000] = (long)number * number;
        if (number % 50 == 0)
            await Task.Delay(1);
    }
}

var threads = Enumerable.Range(0, 4).Select(_ => new Thread(Hash)).ToList();
threads.ForEach(thread => thread.Start());
Task[] tasks = [Allocate(1), Allocate(2), Compile(), Produce(), Consume()];
using (new Timer(_ => Interlocked.Increment(ref beats), null, 5, 5))
    for (var step = 0; !File.Exists(finish); step++)
    {
        await Task.Delay(50);
        Console.WriteLine($"step {step}");
    }

await done.CancelAsync();
threads.ForEach(thread => thread.Join());
await Task.WhenAll(tasks);
Console.WriteLine(wrong == 0 && rounds > 0 && beats > 0 ? "right" : $"wrong: {wrong} of {rounds}, {beats} beats");
return 0;
