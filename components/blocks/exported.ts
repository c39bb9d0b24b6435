import type * as pulumi from "@pulumi/pulumi";

/** What a program exports so that others read a `Value` in the stack's outputs: each part may be known only later. */
export type Exported<Value> = Value extends string | number | boolean | readonly unknown[] | undefined
    ? pulumi.Input<Value>
    : { readonly [Key in keyof Value]: Exported<Value[Key]> };
