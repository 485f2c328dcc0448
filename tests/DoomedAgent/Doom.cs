using System.Diagnostics;
using System.Globalization;
using Entracte.DoomedAgent.Linux;

namespace Entracte.DoomedAgent;

/// <summary>
/// Where this agent dies by SIGKILL: one line in the file "doom" of XDG_RUNTIME_DIR, which is looked at before and after each step, and is gone when it has been heeded.
/// <code>
/// before STEP N         when the step is about to be taken for the N-th time since the line is there
/// after STEP N          when it has been taken for the N-th time, and nobody knows yet; one that had begun before the line was there does not count
/// during STEP CALL N    at the N-th system call of that kind (CountedCalls) that any thread begins after the step has begun
/// since STEP MICROSECONDS    so long after the step has begun
/// </code>
/// </summary>
internal static class Doom
{
    private static readonly string Place = Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? throw new InvalidOperationException("XDG_RUNTIME_DIR is not set"), "doom");
    private static readonly TimeSpan Awake = TimeSpan.FromMilliseconds(2);
    private static readonly Lock Gate = new();
    private static string heard = "";
    private static int times;

    public static async Task AroundAsync(string step, Func<Task> take)
    {
        var words = Before(step);
        await take();
        After(step, words);
    }

    public static async Task<T> AroundAsync<T>(string step, Func<Task<T>> take)
    {
        var words = Before(step);
        var result = await take();
        After(step, words);
        return result;
    }

    public static void Around(string step, Action take)
    {
        var words = Before(step);
        take();
        After(step, words);
    }

    public static T Around<T>(string step, Func<T> take)
    {
        var words = Before(step);
        var result = take();
        After(step, words);
        return result;
    }

    /// <returns>What was written when the step began.</returns>
    private static string[] Before(string step)
    {
        lock (Gate)
        {
            var words = Words();
            if (words is not [var when, var named, ..] || named != step)
                return words;
            if (when == "before")
                DieAtLast(words[2]);
            else if (when == "during")
                CountedCalls.DieAt(words[2], Heed(words[3]));
            else if (when == "since")
                DieIn(TimeSpan.FromMicroseconds(Heed(words[2])));
            return words;
        }
    }

    private static void After(string step, string[] wordsBefore)
    {
        lock (Gate)
        {
            // The last step of an order may end when its result has long been told, and another death has been written down for the next one.
            if (Words() is ["after", var named, var count] words && named == step && words.SequenceEqual(wordsBefore))
                DieAtLast(count);
        }
    }

    private static string[] Words()
    {
        if (!File.Exists(Place))
            return [];
        var line = File.ReadAllText(Place);
        if (line != heard)
            (heard, times) = (line, 0);
        return line.Split(' ');
    }

    private static void DieAtLast(string count)
    {
        if (++times < int.Parse(count, CultureInfo.InvariantCulture))
            return;
        Heed(count);
        Death.Now();
    }

    private static void DieIn(TimeSpan time) => new Thread(() =>
    {
        // A sleep may last a little longer than it was told to; the rest is waited for awake.
        var begin = Stopwatch.GetTimestamp();
        if (time > Awake)
            Thread.Sleep(time - Awake);
        SpinWait.SpinUntil(() => Stopwatch.GetElapsedTime(begin) >= time);
        Death.Now();
    }) { IsBackground = true }.Start();

    private static int Heed(string number)
    {
        File.Delete(Place);
        return int.Parse(number, CultureInfo.InvariantCulture);
    }
}
