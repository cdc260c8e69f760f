using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Hitl.Testing;

/// <summary>The entry point of a <see cref="ChildProcess"/>: runs one static method of a test assembly.</summary>
internal static class ChildProgram
{
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var parent, var assembly, var type, var method, .. var rest])
        {
            await Console.Error.WriteLineAsync("This program is started by ChildProcess.");
            return 2;
        }

        _ = EndWithAsync(int.Parse(parent, CultureInfo.InvariantCulture));
        const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var main = Assembly.Load(new AssemblyName(assembly)).GetType(type, throwOnError: true)!.GetMethod(method, AnyStatic)
            ?? throw new MissingMethodException(type, method);
        await main.CreateDelegate<Func<string[], Task>>()(rest);
        return 0;
    }

    private static async Task EndWithAsync(int parentId)
    {
        try
        {
            using var parent = Process.GetProcessById(parentId);
            await parent.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // The parent is gone already.
        }

        Environment.Exit(3);
    }
}
