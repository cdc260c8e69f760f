using System.Text;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>What the current flow, and what it starts, writes to the console. Tests beside it have their own.</summary>
internal sealed class Shown : IDisposable
{
    private static readonly AsyncLocal<Shown?> Ambient = new();
    private static readonly Lock Gate = new();
    private static bool _isInstalled;

    private readonly StringBuilder _text = new();

    public Shown()
    {
        lock (Gate)
        {
            if (!_isInstalled)
            {
                Console.SetOut(new Dispatcher(Console.Out));
                _isInstalled = true;
            }
        }

        Ambient.Value = this;
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }

    public void Dispose() => Ambient.Value = null;

    private sealed class Dispatcher(TextWriter console) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (Ambient.Value is not { } shown)
            {
                console.Write(buffer);
                return;
            }

            lock (shown._text)
            {
                shown._text.Append(buffer);
            }
        }
    }
}
