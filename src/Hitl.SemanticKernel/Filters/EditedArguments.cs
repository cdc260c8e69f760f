using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>A reviewer's arguments in place of those that a caller gave, while the function runs. The caller gets its own back.</summary>
internal readonly struct EditedArguments : IDisposable
{
    private readonly KernelArguments? _arguments;
    private readonly KeyValuePair<string, object?>[] _given;

    public EditedArguments(CallEntry call, KernelArguments? arguments)
    {
        _given = [];
        if (call.Edit is null || arguments is null)
        {
            return;
        }

        (_arguments, _given) = (arguments, [.. arguments]);
        foreach (var proposed in call.Data.Arguments.EnumerateObject())
        {
            arguments.Remove(proposed.Name);
        }

        foreach (var (name, value) in ArgumentValues.ToKernelArguments(call))
        {
            arguments[name] = value;
        }
    }

    public void Dispose()
    {
        if (_arguments is null)
        {
            return;
        }

        _arguments.Clear();
        foreach (var (name, value) in _given)
        {
            _arguments[name] = value;
        }
    }
}
