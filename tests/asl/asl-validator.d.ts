declare module "asl-validator" {
    interface Report {
        readonly isValid: boolean;
        readonly errorsText: (separator: string) => string;
    }

    export default function validate(definition: object): Report;
}
