using System.Runtime.InteropServices;

/// <summary>
/// Runs in every .NET process that the stack starts, before its Main (DOTNET_STARTUP_HOOKS): ends the process when its standard input ends, as if it had
/// been sent SIGTERM. The parent holds the other end and closes it to stop the process; when the parent dies, the system closes it. The runtime demands
/// this name and no namespace.
/// </summary>
internal static class StartupHook
{
    private const int Terminate = 15;

    public static void Initialize()
    {
        // A group of its own: Ctrl-C on a terminal reaches the tool alone, which then stops its parts in their order.
        if (!OperatingSystem.IsWindows()) _ = setpgid(0, 0);
        new Thread(EndWithInput) { IsBackground = true, Name = "medrec stdin" }.Start();
    }

    private static void EndWithInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> nothing = stackalloc byte[64];
        try
        {
            while (input.Read(nothing) > 0) { }
        }
        catch (IOException)
        {
            // A broken pipe says the same as a closed one.
        }
        if (OperatingSystem.IsWindows()) Environment.Exit(0);
        _ = kill(Environment.ProcessId, Terminate);
        // A process that does not heed the signal must not outlive the stack.
        Thread.Sleep(TimeSpan.FromSeconds(20));
        Environment.FailFast("The process did not end when its parent did.");
    }

#pragma warning disable SYSLIB1054 // Generated interop needs unsafe code for one call.
    [DllImport("libc")]
    private static extern int kill(int processId, int signal);

    [DllImport("libc")]
    private static extern int setpgid(int processId, int groupId);
#pragma warning restore SYSLIB1054
}
