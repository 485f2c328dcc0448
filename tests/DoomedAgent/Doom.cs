using System.Diagnostics;
using System.Globalization;
using Entracte.DoomedAgent.Linux;

namespace Entracte.DoomedAgent;

/// <summary>
/// Where this agent dies by SIGKILL: one line in the file "doom" of XDG_RUNTIME_DIR, which is looked at before and after each step, and is gone when it has been heeded.
/// <code>
/// before STEP N         when the step is about to be taken for the N-th time since the line is there
/// after STEP N          when it has been taken, and nobody knows yet
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
        Before(step);
        await take();
        After(step);
    }

    public static async Task<T> AroundAsync<T>(string step, Func<Task<T>> take)
    {
        Before(step);
        var result = await take();
        After(step);
        return result;
    }

    public static void Around(string step, Action take)
    {
        Before(step);
        take();
        After(step);
    }

    public static T Around<T>(string step, Func<T> take)
    {
        Before(step);
        var result = take();
        After(step);
        return result;
    }

    private static void Before(string step)
    {
        lock (Gate)
        {
            if (Words() is not [var when, var named, ..] words || named != step)
                return;
            if (when == "before")
                DieAtLast(words[2]);
            else if (when == "during")
                CountedCalls.DieAt(words[2], Heed(words[3]));
            else if (when == "since")
                DieIn(TimeSpan.FromMicroseconds(Heed(words[2])));
        }
    }

    private static void After(string step)
    {
        lock (Gate)
        {
            if (Words() is ["after", var named, var count] && named == step)
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
