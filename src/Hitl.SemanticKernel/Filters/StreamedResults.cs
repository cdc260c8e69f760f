using System.Text.Json;
using Hitl.Memory;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Results of functions that are invoked as streams: Semantic Kernel runs them behind the filters, when they are read.</summary>
internal static class StreamedResults
{
    /// <summary>Runs the function now and puts what it gave in place of the stream.</summary>
    /// <returns>The result in its stored form.</returns>
    public static Task<object?> DrainAsync(FunctionInvocationContext context, CancellationToken cancellationToken) =>
        AdapterOf(context) is { } adapter ? adapter.DrainAsync(context, cancellationToken) : Task.FromResult<object?>(null);

    /// <summary>Puts a result that is on record in place of the stream.</summary>
    public static void Replace(FunctionInvocationContext context, object? value) => AdapterOf(context)?.Replace(context, value);

    /// <summary>Lets <paramref name="enter"/> prepare the flow of each step of the stream, and <paramref name="check"/> end it.</summary>
    public static void Guard(FunctionInvocationContext context, Action enter, Action check) => AdapterOf(context)?.Guard(context, enter, check);

    private static IAdapter? AdapterOf(FunctionInvocationContext context)
    {
        var type = context.Result.GetValue<object?>()?.GetType().GetInterfaces()
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return type is null ? null : (IAdapter)Activator.CreateInstance(typeof(Adapter<>).MakeGenericType(type.GetGenericArguments()))!;
    }

    private interface IAdapter
    {
        Task<object?> DrainAsync(FunctionInvocationContext context, CancellationToken cancellationToken);

        void Replace(FunctionInvocationContext context, object? value);

        void Guard(FunctionInvocationContext context, Action enter, Action check);
    }

    private sealed class Adapter<T> : IAdapter
    {
        public async Task<object?> DrainAsync(FunctionInvocationContext context, CancellationToken cancellationToken)
        {
            var items = new List<T>();
            await foreach (var item in context.Result.GetValue<IAsyncEnumerable<T>>()!.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                items.Add(item);
            }

            Set(context, items.ToAsyncEnumerable());
            object?[] values = [.. items.Select(i => i is StreamingMethodContent method ? method.Content : i)];
            return values switch
            {
                [] => null,
                [var value] when value is not StreamingKernelContent => ToolResults.ToStored(value),
                _ when values.All(v => v is string or StreamingKernelContent) => string.Concat(values),
                _ => ToolResults.ToStored(values.Select(ToolResults.ToStored).ToArray()),
            };
        }

        public void Replace(FunctionInvocationContext context, object? value) =>
            Set(context, value is null ? AsyncEnumerable.Empty<T>() : new[] { Item(value) }.ToAsyncEnumerable());

        public void Guard(FunctionInvocationContext context, Action enter, Action check) =>
            Set(context, new Guarded<T>(context.Result.GetValue<IAsyncEnumerable<T>>()!, enter, check));

        private static T Item(object value) =>
            value is T item ? item
            : typeof(T).IsAssignableFrom(typeof(StreamingMethodContent)) ? (T)(object)new StreamingMethodContent(value, null)
            : typeof(T) == typeof(string) ? (T)(object)value.ToString()!
            : JsonSerializer.Deserialize<T>(value is JsonElement element ? element.GetRawText() : value.ToString()!)!;

        private static void Set(FunctionInvocationContext context, IAsyncEnumerable<T> stream) =>
            context.Result = new FunctionResult(context.Function, stream, context.Kernel.Culture);
    }

    private sealed class Guarded<T>(IAsyncEnumerable<T> inner, Action enter, Action check) : IAsyncEnumerable<T>
    {
        public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        {
            var items = inner.GetAsyncEnumerator(cancellationToken);
            await using var reading = items.ConfigureAwait(false);
            while (await NextAsync(items).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }

        // What enter puts into the flow is gone when this returns, so it is put there again for each step.
        private async Task<bool> NextAsync(IAsyncEnumerator<T> items)
        {
            enter();
            var more = await items.MoveNextAsync().ConfigureAwait(false);
            check();
            return more;
        }
    }
}
