namespace Guide.PolicyModel.Templates;

/// <summary>What is assigned to: a name, an attribute of a namespace, or several targets at once.</summary>
internal abstract record Target
{
    /// <summary>Assigns.</summary>
    public abstract void Assign(Frame frame, object? value);

    /// <summary>A name.</summary>
    internal sealed record Name(string Text) : Target
    {
        public override void Assign(Frame frame, object? value) => frame.Set(Text, value);
    }

    /// <summary>An attribute of a namespace.</summary>
    internal sealed record NamespaceAttribute(string Space, string Attribute) : Target
    {
        public override void Assign(Frame frame, object? value) =>
            (frame.Get(Space) as TemplateNamespace ?? throw new TemplateException($"'{Space}' is not a namespace: its attributes cannot be set")).Attributes[Attribute] = value;
    }

    /// <summary>a, b = pair.</summary>
    internal sealed record Several(IReadOnlyList<Target> Targets) : Target
    {
        public override void Assign(Frame frame, object? value)
        {
            var items = Values.Iterate(value);
            if (items.Count != Targets.Count)
            {
                throw new TemplateException($"{items.Count} values for {Targets.Count} names");
            }

            for (var i = 0; i < items.Count; i++)
            {
                Targets[i].Assign(frame, items[i]);
            }
        }
    }
}
